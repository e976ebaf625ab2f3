internal import Audio
internal import FoundationEssentials
internal import Glibc

/// One running `worker.py`. Asked one question at a time; each call blocks a plain thread.
final class SiteWorker: @unchecked Sendable {  // The pool lends it to one thread at a time; `identifier` is constant.
    enum Failure: Error {
        case cannotStart, died, timedOut
        /// Whoever asked wants no more.
        case unwanted
    }

    /// A line of an answer is at most so long.
    private static let longestLine = 8 << 20

    /// The process, which leads a group of its own.
    let identifier: Int32
    private let process: ConfinedProcess
    private var waiting: [UInt8] = []
    private(set) var questions = 0

    /// Starts a worker and waits until it has loaded yt-dlp.
    init(_ configuration: SiteConfiguration) throws(Failure) {
        guard let settings = try? JSONEncoder().encode(configuration.start) else { throw .cannotStart }
        let script = configuration.folder + "/worker.py"
        do throws(TrackError) {
            process = try ConfinedProcess(
                path: configuration.python,
                // By its own path: that is how a Python knows of the environment it belongs to.
                arguments: [configuration.python, "-I", "-u", script, String(decoding: settings, as: UTF8.self)],
                environment: configuration.environment,
                limits: ConfinedProcess.Limits(
                    cpuSeconds: configuration.cpuSeconds, addressSpace: configuration.addressSpace, openFiles: 128,
                    fileSize: 16 << 20))
        } catch {
            throw .cannotStart
        }
        identifier = process.identifier
        let deadline = ContinuousClock.now + configuration.startDeadline
        guard let line = try? nextLine(until: deadline), SiteLine(line)?.ready != nil else { throw .cannotStart }
    }

    deinit { Glibc.close(process.input) }

    /// Writes a question and gives each line of its answer to `take`, the last one included, until that returns false. `limit` is for
    /// each line, `longest` for all of a list behind its first.
    func ask(
        _ question: SiteQuestion, within limit: Duration, inAll longest: Duration, take: (SiteLine) -> Bool
    ) throws(Failure) {
        var end: ContinuousClock.Instant?
        questions += 1
        var question = question
        question.id = questions
        guard let text = try? JSONEncoder().encode(question) else { throw .died }
        try write(Array(text) + [UInt8(ascii: "\n")], until: .now + limit)
        while true {
            let next = ContinuousClock.now + limit
            let bytes = try nextLine(until: end.map { min(next, $0) } ?? next)
            guard let line = SiteLine(bytes) else { throw .died }
            guard line.id == question.id else { continue }
            if line.playlist != nil, end == nil { end = .now + longest }
            let isWanted = take(line)
            if line.done == true { return }
            guard isWanted else { throw .unwanted }
        }
    }

    /// Ends the worker and all that it started.
    func end() { process.end(within: .zero) }

    private func write(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            try wait(for: process.input, POLLOUT, until: deadline)
            // Pieces that a pipe takes whole, so that the write does not block.
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.write(
                    process.input, bytes.baseAddress.map { unsafe $0 + sent }, min(bytes.count - sent, 4096))
            }
            guard count > 0 || errno == EINTR else { throw .died }
            sent += max(0, count)
        }
    }

    private func nextLine(until deadline: ContinuousClock.Instant) throws(Failure) -> [UInt8] {
        var searched = 0
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            if let end = waiting[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { waiting.removeSubrange(...end) }
                return Array(waiting[..<end])
            }
            searched = waiting.count
            guard searched <= Self.longestLine else { throw .died }
            try wait(for: process.output, POLLIN, until: deadline)
            let count = unsafe Glibc.read(process.output, &buffer, buffer.count)
            if count > 0 {
                waiting += buffer[..<count]
            } else if count == 0 || errno != EAGAIN && errno != EINTR {
                throw .died
            }
        }
    }

    /// Waits for one descriptor; what the worker says on its error output is thrown away meanwhile.
    private func wait(
        for descriptor: Int32, _ event: Int32, until deadline: ContinuousClock.Instant
    ) throws(Failure) {
        var drained = [UInt8](repeating: 0, count: 4096)
        var hasErrors = true
        while true {
            let remaining = deadline - .now
            guard remaining > .zero else { throw .timedOut }
            var entries = [
                pollfd(fd: descriptor, events: Int16(event), revents: 0),
                pollfd(fd: hasErrors ? process.errors : -1, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&entries, 2, Int32(clamping: Int(remaining / .milliseconds(1)) + 1)) > 0 else { continue }
            if entries[1].revents != 0 {
                hasErrors = unsafe Glibc.read(process.errors, &drained, drained.count) > 0
            }
            if entries[0].revents != 0 { return }
        }
    }
}
