import Foundation

/// A site of a test's own for the real yt-dlp, as an operator's plugin.
final class SitePlugin: Sendable {
    let folder: String

    /// `code` defines extractors; `InfoExtractor`, `ExtractorError` and `YoutubeIE` are there.
    init(_ code: String) throws {
        let top = FileManager.default.temporaryDirectory.appendingPathComponent("plugins-\(UUID().uuidString)")
        let package = top.appendingPathComponent("test/yt_dlp_plugins/extractor")
        try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
        let imports = """
            import itertools
            from yt_dlp.extractor.common import InfoExtractor
            from yt_dlp.extractor.youtube import YoutubeIE
            from yt_dlp.utils import ExtractorError

            """
        try Data((imports + code).utf8).write(to: package.appendingPathComponent("test.py"))
        folder = top.path
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
