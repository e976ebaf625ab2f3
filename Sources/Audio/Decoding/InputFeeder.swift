internal import CPOSIX
internal import Glibc
internal import Synchronization

/// Carries a medium's bytes into a pipe on a thread of its own.
final class InputFeeder: Sendable {
    private let reader: any ByteReader
    private let pipe: Int32
    /// Becomes readable when the medium was cancelled.
    let cancellation: Event
    private let stop: Event
    private let failure = Mutex<(any Error)?>(nil)

    /// Takes `pipe` over: it is closed at the end of `run`.
    init(_ reader: any ByteReader, into pipe: Int32) throws(TrackError) {
        cancellation = try Event()
        stop = try Event()
        self.reader = reader
        self.pipe = pipe
        _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
    }

    /// Why the medium could not be read to its end.
    var error: (any Error)? { failure.withLock { $0 } }

    /// Makes `run` return soon, whoever may still hold the other end of the pipe. From any thread.
    func end() {
        reader.cancel()
        stop.signal()
    }

    /// Returns at the medium's end or failure, and when nobody reads the pipe any more.
    func run() {
        defer { close(pipe) }
        var buffer = [UInt8](repeating: 0, count: 32_768)
        do {
            while true {
                var free = buffer.mutableSpan
                let count = try reader.read(into: &free)
                guard count > 0, write(buffer[..<count]) else { return }
            }
        } catch {
            failure.withLock { $0 = error }
            if error is CancellationError { cancellation.signal() }
        }
    }

    /// False when nobody reads the pipe any more.
    private func write(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(pipe, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                guard waitForRoom() else { return false }
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// False when the feeder is to end.
    private func waitForRoom() -> Bool {
        var entries = [
            pollfd(fd: pipe, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&entries, 2, -1)
        return entries[1].revents == 0
    }

    /// A descriptor that can be waited for, and stays readable once it was signalled.
    final class Event: Sendable {
        let descriptor: Int32

        init() throws(TrackError) {
            descriptor = cposix_event_make()
            guard descriptor >= 0 else { throw .system(call: "eventfd", code: -descriptor) }
        }

        deinit { close(descriptor) }

        func signal() { cposix_event_signal(descriptor) }
    }
}
