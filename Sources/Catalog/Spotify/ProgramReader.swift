internal import Audio
internal import Crypto
internal import FoundationEssentials
internal import Glibc
internal import Synchronization

/// Reads what an operator's ``SoundProgram`` writes about one track.
final class ProgramReader: ByteReader, @unchecked Sendable {
    // Sendable: `isCancelled` is atomic; the rest is touched by the one reading thread alone.

    /// Why the program gives no (more) sound.
    enum Failure: Error, Equatable {
        case silent(after: Duration)
        /// It ended so before its first byte, or in the middle.
        case ended(ConfinedProcess.Ending)
    }

    private struct Question: Encodable {
        var token: String
        var track: String
    }

    /// How often a wait looks whether it is still wanted.
    private static let look: Int32 = 100

    private let program: SoundProgram
    private let child: ConfinedProcess
    private let isCancelled = Atomic(false)
    /// What came with the wait for the first byte.
    private var first: [UInt8] = []
    private var isEnded = false

    /// Starts the program. Throws `TrackError` where it can't be started.
    init(_ program: SoundProgram, track: String, token: SecretText) throws {
        self.program = program
        child = try ConfinedProcess(
            path: program.path, arguments: [program.path] + program.arguments, environment: SoundProgram.environment,
            limits: ConfinedProcess.Limits(
                cpuSeconds: program.cpuSeconds, addressSpace: program.addressSpace, openFiles: 64))
        defer { close(child.input) }
        let question = try JSONEncoder().encode(Question(token: token.reveal, track: track)) + [0x0A]
        // A program that has ended makes the write fail; it must not end this process. Less than a pipe holds: it never blocks.
        var broken = sigset_t()
        unsafe sigemptyset(&broken)
        unsafe sigaddset(&broken, SIGPIPE)
        unsafe pthread_sigmask(SIG_BLOCK, &broken, nil)
        let input = child.input
        _ = unsafe question.withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
    }

    /// Waits for the first byte. Throws ``Failure`` where there is none, or `CancellationError`.
    func begin() throws {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var span = buffer.mutableSpan
        let count = try receive(into: &span)
        guard count > 0 else { throw Failure.ended(child.end(within: .seconds(1))) }
        first = Array(buffer[..<count])
    }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        guard first.isEmpty else {
            let count = min(first.count, buffer.count)
            for index in 0..<count { buffer[index] = first[index] }
            first.removeFirst(count)
            return count
        }
        let count = try receive(into: &buffer)
        guard count == 0, !isEnded else { return count }
        isEnded = true
        // Half a track is none: what broke off must not pass for its end.
        let ending = child.end(within: .seconds(1))
        guard ending == .exited(0) else { throw Failure.ended(ending) }
        return 0
    }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// 0 at the end.
    private func receive(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        let deadline = ContinuousClock.now + program.patience
        let output = child.output
        while !isCancelled.load(ordering: .relaxed) {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(output, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            guard errno == EAGAIN || errno == EINTR else { return 0 }
            guard .now < deadline else { throw Failure.silent(after: program.patience) }
            waitForOutput()
        }
        _ = child.end(within: .zero)
        throw CancellationError()
    }

    /// What it says about its troubles is thrown away: it may name what is the member's alone.
    private func waitForOutput() {
        var entries = [
            pollfd(fd: child.output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: child.errors, events: Int16(POLLIN), revents: 0),
        ]
        guard unsafe poll(&entries, 2, Self.look) > 0, entries[1].revents != 0 else { return }
        var drained = [UInt8](repeating: 0, count: 4096)
        if unsafe Glibc.read(child.errors, &drained, drained.count) == 0, entries[0].revents == 0 {
            // Closed: it would make every further wait return at once.
            _ = unsafe poll(&entries, 1, Self.look)
        }
    }
}
