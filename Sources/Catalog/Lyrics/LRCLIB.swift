internal import Foundation
package import HTTPClient

/// Words of songs from LRCLIB or a service with its interface.
///
/// Source: https://lrclib.net/docs, "Get lyrics with a track's signature" and "Search for lyrics records".
package struct LRCLIB: Sendable {
    package static let defaultURL = "https://lrclib.net"

    package enum Failure: Error, Equatable {
        case unreachable(String)
        case refused(status: Int)
        case malformed
    }

    /// What the service knows of one song.
    package struct Song: Decodable, Sendable, Equatable {
        package var trackName: String
        package var artistName: String?
        /// Seconds.
        package var duration: Double?
        package var instrumental: Bool?
        package var plainLyrics: String?
        /// LRC: a line each, with `[mm:ss.xx]` before it.
        package var syncedLyrics: String?

        fileprivate var hasWords: Bool { plainLyrics?.isEmpty == false || syncedLyrics?.isEmpty == false }
    }

    private let client: HTTPClient
    private let baseURL: String

    /// `baseURL` is configuration, never taken from a request.
    package init(client: HTTPClient, baseURL: String = defaultURL) {
        self.client = client
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
    }

    /// The song's words, or nil where the service has none. `seconds` tells versions of different lengths apart.
    package func song(title: String, artist: String?, seconds: Double?) async throws(Failure) -> Song? {
        if let artist, let seconds {
            let query = ["track_name": title, "artist_name": artist, "duration": String(Int(seconds.rounded()))]
            if let song: Song = try await get("/api/get", query), song.hasWords { return song }
        }
        var query = ["track_name": title]
        if let artist { query["artist_name"] = artist } else { query = ["q": title] }
        let found: [Song] = try await get("/api/search", query) ?? []
        return found.filter(\.hasWords).min { rank($0, seconds) < rank($1, seconds) }
    }

    /// Lower is better: near in length, and with times.
    private func rank(_ song: Song, _ seconds: Double?) -> Double {
        let distance = seconds.flatMap { wanted in song.duration.map { abs($0 - wanted) } } ?? 0
        return distance + (song.syncedLyrics?.isEmpty == false ? 0 : 4)
    }

    /// Nil for 404: no such song.
    private func get<Value: Decodable>(_ path: String, _ query: [String: String]) async throws(Failure) -> Value? {
        let items = query.sorted { $0.key < $1.key }.map { "\($0.key)=\(FormFields.escape($0.value))" }
        var request = HTTPRequest("GET", "\(baseURL)\(path)?\(items.joined(separator: "&"))")
        request.timeout = .seconds(8)
        request.maximumBodySize = 2 << 20
        let response: HTTPResponse
        do {
            response = try await client.send(request)
        } catch {
            throw .unreachable("\(error)")
        }
        if response.status == 404 { return nil }
        guard response.status == 200 else { throw .refused(status: response.status) }
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(response.body)) else { throw .malformed }
        return value
    }
}
