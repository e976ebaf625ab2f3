internal import Addresses
internal import Glibc
internal import Synchronization

/// All open connections by descriptor.
///
/// A descriptor is shut down and taken out under one lock: so a number that the kernel has meanwhile given to
/// another connection, or another part of the process, is never shut down by mistake.
final class ConnectionRegistry: Sendable {
    private struct State {
        var connections: [Int32: Connection] = [:]
        /// Accepted connections, those included that libmicrohttpd has not taken up yet.
        var accepted = 0
        var perAddress: [IPAddress: Int] = [:]
    }

    private let state = Mutex(State())
    private let limit: Int
    private let limitPerAddress: Int?

    init(limit: Int, limitPerAddress: Int?) {
        self.limit = limit
        self.limitPerAddress = limitPerAddress
    }

    var isEmpty: Bool { state.withLock { $0.accepted == 0 } }
    var isFull: Bool { state.withLock { $0.accepted >= limit } }

    subscript(descriptor: Int32) -> Connection? {
        state.withLock { $0.connections[descriptor] }
    }

    var all: [Connection] { state.withLock { Array($0.connections.values) } }

    /// Counts a connection in. False: its address has too many.
    func admit(_ address: IPAddress?) -> Bool {
        state.withLock { state in
            if let limitPerAddress, let address {
                guard state.perAddress[address, default: 0] < limitPerAddress else { return false }
                state.perAddress[address, default: 0] += 1
            }
            state.accepted += 1
            return true
        }
    }

    func insert(_ connection: Connection) {
        state.withLock { $0.connections[connection.descriptor] = connection }
    }

    /// Before the descriptor is closed.
    func remove(_ connection: Connection) {
        state.withLock { $0.connections[connection.descriptor] = nil }
        forget(connection.address)
    }

    /// Counts a connection out that was admitted. True from `remove`, or when it never came to be.
    func forget(_ address: IPAddress?) {
        state.withLock { state in
            state.accepted -= 1
            guard limitPerAddress != nil, let address, let count = state.perAddress[address] else { return }
            state.perAddress[address] = count > 1 ? count - 1 : nil
        }
    }

    /// Ends the connection if it is still open: libmicrohttpd finds it closed by the other side.
    func cut(_ connection: Connection) {
        shutdown(connection, SHUT_RDWR)
    }

    /// Lets a connection without a request end. What has already arrived is still read and answered.
    func finish(_ connection: Connection) {
        shutdown(connection, SHUT_RD)
    }

    private func shutdown(_ connection: Connection, _ how: Int) {
        state.withLock { state in
            guard state.connections[connection.descriptor] === connection else { return }
            _ = Glibc.shutdown(connection.descriptor, Int32(how))
        }
    }
}
