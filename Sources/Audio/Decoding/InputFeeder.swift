internal import CPOSIX
internal import Glibc
internal import Synchronization

/// Carries a medium's bytes into a pipe on a thread of its own.
final class InputFeeder: Sendable {
    private let reader: any ByteReader
    private let pipe: Int32
    /// Becomes readable when the medium was cancelled.
    let cancellation: Int32
    private let failure = Mutex<(any Error)?>(nil)

    /// Takes `pipe` over: it is closed at the end of `run`.
    init(_ reader: any ByteReader, into pipe: Int32) throws(TrackError) {
        self.reader = reader
        self.pipe = pipe
        cancellation = cposix_event_make()
        guard cancellation >= 0 else { throw .system(call: "eventfd", code: -cancellation) }
    }

    deinit { close(cancellation) }

    /// Why the medium could not be read to its end.
    var error: (any Error)? { failure.withLock { $0 } }

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
            if error is CancellationError { cposix_event_signal(cancellation) }
        }
    }

    /// False when nobody reads the pipe any more.
    private func write(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(pipe, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
