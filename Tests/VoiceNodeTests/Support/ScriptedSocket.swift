import Foundation
import Synchronization

@testable import VoiceNode

/// The far end of a websocket, played by a test: what the client sends is awaited, what it gets is said.
final class ScriptedSocket: MessageSocket {
    let url: String
    private let incoming: AsyncStream<SocketEvent>
    private let say: AsyncStream<SocketEvent>.Continuation
    private let sent = Inbox<SocketMessage>()
    private let closes = Inbox<UInt16>()

    init(url: String) {
        self.url = url
        (incoming, say) = AsyncStream.makeStream()
    }

    // MARK: - The client's side

    func send(_ message: SocketMessage) throws {
        sent.put(message)
    }

    func flushed() async -> Bool { true }

    func receive() async -> SocketEvent {
        for await event in incoming { return event }
        return .closed(code: nil)
    }

    func close(code: UInt16) {
        closes.put(code)
        say.finish()
    }

    // MARK: - The test's side

    func text(_ json: String) { say.yield(.message(.text(json))) }
    func binary(_ bytes: [UInt8]) { say.yield(.message(.binary(bytes))) }

    /// Ends the connection from the server's side.
    func end(_ code: UInt16?) {
        say.yield(.closed(code: code))
        say.finish()
    }

    /// The next message of the client.
    func message() async -> SocketMessage { await sent.take() }

    /// The next message of the client, as JSON.
    func json() async throws -> [String: Any] {
        guard case .text(let text) = await message(),
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        else { throw Unexpected() }
        return object
    }

    /// The op of the client's next message.
    func op() async throws -> Int {
        guard let op = try await json()["op"] as? Int else { throw Unexpected() }
        return op
    }

    /// The code the client closed with.
    func closeCode() async -> UInt16 { await closes.take() }

    struct Unexpected: Error {}
}

/// Where clients connect to.
final class ScriptedServer: Sendable {
    private let sockets = Inbox<ScriptedSocket>()

    /// For a connection under test.
    var connector: SocketConnector {
        { url in
            let socket = ScriptedSocket(url: url)
            self.sockets.put(socket)
            return socket
        }
    }

    /// The next connection that a client opens.
    func accept() async -> ScriptedSocket { await sockets.take() }
}

/// Values put by anyone and taken, in order, by a test that waits for them.
final class Inbox<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var takers: [CheckedContinuation<Value, Never>] = []
    }

    private let state = Mutex(State())

    func put(_ value: Value) {
        let taker = state.withLock { state -> CheckedContinuation<Value, Never>? in
            guard state.takers.isEmpty else { return state.takers.removeFirst() }
            state.values.append(value)
            return nil
        }
        taker?.resume(returning: value)
    }

    func take() async -> Value {
        await withCheckedContinuation { continuation in
            let value = state.withLock { state -> Value? in
                guard state.values.isEmpty else { return state.values.removeFirst() }
                state.takers.append(continuation)
                return nil
            }
            if let value { continuation.resume(returning: value) }
        }
    }

    var isEmpty: Bool { state.withLock { $0.values.isEmpty } }
}
