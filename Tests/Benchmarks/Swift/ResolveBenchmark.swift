internal import Catalog
internal import DiscordTypes
internal import Foundation
internal import HTTPClient
internal import Jobs
internal import Logging
internal import Storage

/// From words that were searched for before to their tracks, out of the cache on disk, without asking a site.
struct ResolveBenchmark {
    let folder: String
    let count: Int

    /// Prints the milliseconds of each search.
    func run() async throws {
        let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
        let log = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let store = try await SQLiteCatalogStore(SQLiteConfiguration(directory: folder), logger: log)
        var values: [String: String] = [:]
        for number in 0..<count {
            let tracks = (0..<10).map {
                CatalogTrack(
                    service: .youtube, id: "\(number)-\($0)", title: "Song \(number) take \($0)", link: "https://a/")
            }
            values["search YouTube song \(number)"] = try tracks.json()
        }
        try await store.keep(values, expiresAt: now() + 3_600_000)
        let configuration = SiteConfiguration(python: "/nowhere/python", folder: folder + "/sites")
        let catalog = Catalog(
            client: try HTTPClient(configuration: .untrusted(userAgent: "benchmark", allowing: [])),
            sites: (try SiteWorkers(configuration, logger: log), configuration), cache: store, now: now, logger: log)
        await catalog.load()
        for number in 0..<count {
            let began = ContinuousClock.now
            let found = await catalog.search.find("Song \(number)", for: UserID(1))
            guard found.tracks.first?.title.hasPrefix("Song \(number) ") == true else {
                throw CocoaError(.fileNoSuchFile)
            }
            print(Double(began.duration(to: .now) / .nanoseconds(1)) / 1e6)
        }
        try await store.close()
    }
}
