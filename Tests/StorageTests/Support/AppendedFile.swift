import Foundation

/// A file of lines that survives the death of its writer: each line is handed to the kernel before `append` returns.
final class AppendedFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    deinit {
        close(descriptor)
    }

    func append(_ line: String) throws {
        let bytes = Array((line + "\n").utf8)
        let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw CocoaError(.fileWriteUnknown) }
    }

    /// The whole lines of a file; none where there is no file yet.
    static func lines(of path: String) -> [String] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Waits until the file has at least `count` lines.
    static func waitForLines(_ count: Int, in path: String) async throws {
        while lines(of: path).count < count { try await Task.sleep(for: .milliseconds(5)) }
    }
}
