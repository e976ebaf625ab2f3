import Addresses
import Foundation
import HTTPClient
import Logging
import Testing

@testable import Catalog

/// Real workers with the project's own yt-dlp, in a folder that goes with the test.
final class SiteStage: Sendable {
    static let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(".venv/bin/python").path
    /// Named in what is skipped.
    static let isMissing = !FileManager.default.isExecutableFile(atPath: python)

    let workers: SiteWorkers
    let sites: Sites
    let catalog: Catalog
    let folder: String

    init(allowingLoopback: Bool = true, _ change: (inout SiteConfiguration) -> Void = { _ in }) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("sites-\(UUID().uuidString)").path
        let allowed = allowingLoopback ? CIDR.list("127.0.0.1/32") ?? [] : []
        var configuration = SiteConfiguration(python: Self.python, folder: folder, allowed: allowed)
        configuration.startDeadline = .seconds(120)
        configuration.deadline = .seconds(100)
        change(&configuration)
        workers = try SiteWorkers(configuration, logger: Logger(label: "test"))
        sites = Sites(workers: workers, configuration: configuration)
        catalog = Catalog(
            client: try HTTPClient(configuration: .untrusted(userAgent: "TestAgent/1.0", allowing: allowed)),
            sites: (workers, configuration), media: .forTests, now: { Int64(Date().timeIntervalSince1970 * 1000) },
            logger: Logger(label: "test"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}

extension CatalogReader {
    /// Reads to the end on a plain thread.
    func readAll() async -> Result<[UInt8], any Error> {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    returning: Result {
                        var received: [UInt8] = []
                        var buffer = [UInt8](repeating: 0, count: 40_000)
                        while true {
                            var span = buffer.mutableSpan
                            let count = try self.read(into: &span)
                            if count == 0 { return received }
                            received += buffer[..<count]
                        }
                    })
            }
        }
    }
}
