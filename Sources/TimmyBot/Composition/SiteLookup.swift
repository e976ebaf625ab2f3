internal import Addresses
internal import Catalog
internal import Foundation
internal import HTTPClient
internal import Logging
internal import Operations

/// The lookup of pages by yt-dlp, as the settings want it.
struct SiteLookup {
    let settings: Settings
    let logger: Logger

    /// Nil, and a line in the log, where this machine has no Python for it: direct addresses and uploads play all the same.
    func start() async throws -> (workers: SiteWorkers, configuration: SiteConfiguration)? {
        guard FileManager.default.isExecutableFile(atPath: settings.ytDlp.python) else {
            logger.warning(
                "names and pages can't be looked up: there is no Python with yt-dlp; scripts/setup makes one",
                metadata: ["python": "\(settings.ytDlp.python)"])
            return nil
        }
        let configuration = configuration
        let workers = try SiteWorkers(configuration, logger: logger)
        // Nobody waits: a question that comes sooner waits for the same worker.
        Task { await workers.warmUp() }
        return (workers, configuration)
    }

    private var configuration: SiteConfiguration {
        let ytDlp = settings.ytDlp
        var configuration = SiteConfiguration(
            python: ytDlp.python, folder: settings.dataDirectory.appendingPathComponent("sites").path,
            allowed: settings.mediaAllow.compactMap { CIDR($0) })
        configuration.maximumWorkers = ytDlp.workers
        configuration.maximumEntries = settings.playlistLimit
        configuration.maximumDepth = settings.playlistNesting
        configuration.runtimeName = ytDlp.runtimeName
        configuration.runtime = ytDlp.runtime
        configuration.proxy = ytDlp.proxy
        configuration.ipv6Range = ytDlp.ipv6Range
        configuration.plugins = ytDlp.plugins
        configuration.extractorArguments = ytDlp.extractorArguments
        configuration.caFile = settings.caFile
        return configuration
    }
}
