internal import CPOSIX
internal import Glibc
internal import Processes

/// A child process in a process group of its own, with three pipes and nothing else of ours. Used by one thread.
package final class ConfinedProcess {
    package struct Limits: Equatable, Sendable {
        package var cpuSeconds: UInt64
        /// Bytes of address space.
        package var addressSpace: UInt64
        package var openFiles: UInt64
        /// Bytes of a file it may write.
        package var fileSize: UInt64

        package init(cpuSeconds: UInt64, addressSpace: UInt64, openFiles: UInt64, fileSize: UInt64 = 0) {
            self.cpuSeconds = cpuSeconds
            self.addressSpace = addressSpace
            self.openFiles = openFiles
            self.fileSize = fileSize
        }
    }

    package enum Ending: Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// Where to write what the child reads. Whoever takes it closes it.
    package let input: Int32
    /// Where to read what the child writes; never blocks.
    package let output: Int32
    package let errors: Int32
    package let identifier: Int32
    private var ending: Ending?

    /// Starts `path`, which may be a name to be looked up in `PATH`, with exactly `arguments` (the first is the program's
    /// name) and `environment` ("NAME=value").
    ///
    /// The limits hold before anything can be written to `input`: what a stranger sends is read under them.
    package init(
        path: String, arguments: [String], environment: [String], limits: Limits
    ) throws(TrackError) {
        var pipes = Pipes()
        do throws(TrackError) {
            try pipes.open()
            let child = try Self.spawn(path, arguments, environment, pipes)
            pipes.closeTheirs()
            identifier = child
        } catch {
            pipes.closeAll()
            throw error
        }
        (input, output, errors) = (pipes.input[1], pipes.output[0], pipes.errors[0])
        _ = fcntl(output, F_SETFL, O_NONBLOCK)
        _ = fcntl(errors, F_SETFL, O_NONBLOCK)
        let code = cposix_limit_child(
            identifier, limits.cpuSeconds, limits.addressSpace, limits.openFiles, limits.fileSize)
        guard code == 0 || code == ESRCH else {
            Glibc.close(input)
            throw .system(call: "prlimit", code: code)
        }
    }

    deinit {
        _ = end(within: .zero)
        Glibc.close(output)
        Glibc.close(errors)
    }

    /// Waits for the child's own end no longer than `patience`, then ends it and every process of its group.
    @discardableResult
    package func end(within patience: Duration) -> Ending {
        if let ending { return ending }
        _ = cposix_await_child(identifier, Int32(clamping: patience.components.seconds * 1000))
        // Before the child is reaped its group's number cannot belong to anybody else.
        kill(-identifier, SIGKILL)
        kill(identifier, SIGKILL)  // were it in no group of its own, the wait below would have no end
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        let found: Ending = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
        ending = found
        return found
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String], _ pipes: Pipes
    ) throws(TrackError) -> pid_t {
        do {
            return try Spawn(path: path, arguments: arguments, environment: environment, isConfined: true).start(
                input: pipes.input[0], output: pipes.output[1], errors: pipes.errors[1])
        } catch {
            throw .decoderUnavailable(path: path, code: error.code)
        }
    }

    private struct Pipes {
        var input: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        var errors: [Int32] = [-1, -1]

        mutating func open() throws(TrackError) {
            var code = unsafe cposix_pipe(&input)
            if code == 0 { code = unsafe cposix_pipe(&output) }
            if code == 0 { code = unsafe cposix_pipe(&errors) }
            guard code == 0 else { throw .system(call: "pipe", code: code) }
        }

        func closeTheirs() { close([input[0], output[1], errors[1]]) }
        func closeAll() { close(input + output + errors) }

        private func close(_ ends: [Int32]) { for end in ends where end >= 0 { Glibc.close(end) } }
    }
}
