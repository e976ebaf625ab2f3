internal import CPOSIX
internal import Glibc

/// Decodes any medium by an ffmpeg child process that sees the medium's bytes and nothing else of this machine.
///
/// Three parties: a thread that carries the medium into ffmpeg's input, ffmpeg, and the worker thread that pulls the
/// sound here. Pipes hold them together, so none runs ahead of the others by more than they hold.
final class FFmpegDecoder: PCMReader {
    /// How long ffmpeg may live on after it closed its output.
    private static let exitPatience = Duration.seconds(2)
    /// Two thirds of a second of sound. A second's packets are made at a time; with the usual 64 KiB ffmpeg would be woken
    /// for every few of them.
    private static let outputRoom: Int32 = 256 << 10

    private let configuration: FFmpegConfiguration
    let child: ConfinedProcess
    private let feeder: InputFeeder
    private let thread: WorkerThread
    private var errorText = ErrorText()
    private var hasErrorsOpen = true
    private var outcome: Result<Void, any Error>?

    /// Starts ffmpeg on `reader`'s medium, to be heard from `start` frames of 20 ms on.
    init(_ reader: any ByteReader, start: Int, _ configuration: FFmpegConfiguration) throws {
        self.configuration = configuration
        let child = try ConfinedProcess(
            path: configuration.path, arguments: FFmpegCommand.arguments(start: start),
            environment: FFmpegCommand.environment,
            limits: ConfinedProcess.Limits(
                cpuSeconds: configuration.cpuSeconds, addressSpace: configuration.addressSpace, openFiles: 32))
        self.child = child
        cposix_pipe_widen(child.output, Self.outputRoom)
        do throws(TrackError) {
            let feeder = try InputFeeder(reader, into: child.input)
            self.feeder = feeder
            thread = try WorkerThread("media-in") { feeder.run() }
        } catch {
            Glibc.close(child.input)
            throw error
        }
    }

    deinit { close() }

    func read(into pcm: inout MutableSpan<Float>) throws -> Int {
        if let outcome {
            try outcome.get()
            return 0
        }
        if feeder.error is CancellationError { throw CancellationError() }
        let sampleSize = OpusEncoder.channels * MemoryLayout<Float>.size
        var filled = 0
        let wanted = pcm.count * MemoryLayout<Float>.size
        let deadline = ContinuousClock.now + configuration.stallTimeout
        while filled < wanted {
            let count = readOutput(into: &pcm, from: filled)
            if count > 0 {
                filled += count
            } else if count == 0 {
                let result = finish()
                outcome = result
                if filled < sampleSize { try result.get() }
                break
            } else {
                try wait(until: deadline)
            }
        }
        return filled / sampleSize
    }

    /// Ends ffmpeg, with all it may have started, and the medium.
    func close() {
        _ = child.end(within: .zero)
        feeder.end()
        thread.join()
        if outcome == nil { outcome = .failure(CancellationError()) }
    }

    /// How many bytes came; 0 at the end, negative when none is there yet.
    private func readOutput(into pcm: inout MutableSpan<Float>, from filled: Int) -> Int {
        let output = child.output
        while true {
            let count = unsafe pcm.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(output, bytes.baseAddress.map { unsafe $0 + filled }, bytes.count - filled)
            }
            if count >= 0 { return count }
            guard errno == EINTR else { return errno == EAGAIN ? -1 : 0 }
        }
    }

    /// Waits until there is output, an end, an error message or a cancellation.
    private func wait(until deadline: ContinuousClock.Instant) throws {
        let remaining = deadline - .now
        guard remaining > .zero else { throw TrackError.stalled(after: configuration.stallTimeout) }
        var entries = [
            pollfd(fd: child.output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: feeder.cancellation.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: hasErrorsOpen ? child.errors : -1, events: Int16(POLLIN), revents: 0),
        ]
        let parts = remaining.components
        let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000 + 1
        guard unsafe poll(&entries, 3, Int32(clamping: milliseconds)) > 0 else { return }
        if entries[1].revents != 0 { throw CancellationError() }
        if entries[2].revents != 0 { drainErrors() }
    }

    private func drainErrors() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while hasErrorsOpen {
            let count = unsafe Glibc.read(child.errors, &buffer, buffer.count)
            if count > 0 {
                errorText.append(buffer[..<count])
            } else if count == 0 || errno != EINTR {
                hasErrorsOpen = count != 0 && errno == EAGAIN
                return
            }
        }
    }

    /// What ffmpeg's end means.
    private func finish() -> Result<Void, any Error> {
        let ending = child.end(within: Self.exitPatience)
        drainErrors()
        if let error = feeder.error { return .failure(error) }
        feeder.end()
        thread.join()
        switch ending {
        case .exited(0): return .success(())
        case .killed(let signal): return .failure(TrackError.decoderKilled(signal: signal))
        case .exited(let status):
            let message = errorText.line
            let hasNone = message.contains("matches no streams")
            return .failure(hasNone ? TrackError.noAudio : .decoderFailed(status: status, message: message))
        }
    }
}
