internal import DiscordTypes
internal import HTTPClient
internal import Jobs
internal import Storage

/// A member's playlists and liked videos at YouTube, by the Data API. What is public is looked up by yt-dlp, which costs no quota.
///
/// Source: YouTube Data API, "Playlists: list", "PlaylistItems: list" with `LL` for the liked videos.
struct YouTubeLibrary: MusicService {
    private static let pageSize = 50
    static let liked = "https://www.youtube.com/playlist?list=LL"

    let client: ServiceClient
    /// Tracks of a list at most.
    let limit: Int

    var service: CatalogTrack.Service { .youtube }
    var provider: AccountProvider { .youtube }

    /// Only what the member alone can open.
    func hasPage(_ address: String) -> Bool { Self.list(in: address) == "LL" }

    /// The id of the playlist that an address of YouTube names.
    static func list(in address: String) -> String? {
        guard let url = try? URLPolicy.untrusted.validate(address),
            ["youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com"].contains(url.host.lowercased()),
            let query = address.split(separator: "?", maxSplits: 1).dropFirst().first
        else { return nil }
        let item = query.prefix { $0 != "#" }.split(separator: "&").first { $0.hasPrefix("list=") }
        guard let id = item?.dropFirst(5), !id.isEmpty, id.utf8.count <= 100 else { return nil }
        return String(id)
    }

    func find(_ address: String, for member: UserID) async throws -> MusicFinding {
        guard let id = Self.list(in: address) else { throw MusicServiceError.unsupported }
        return .list(
            try await TrackPages.list(title: nil, count: nil, limit: limit) { try await page(of: id, for: member) })
    }

    /// Each search costs a hundredth of a day's quota: yt-dlp searches YouTube.
    func search(_ words: String, for member: UserID, count: Int) async throws -> [CatalogTrack] {
        throw MusicServiceError.notConfigured
    }

    private struct Items: Decodable, Sendable {
        struct Item: Decodable, Sendable {
            struct Snippet: Decodable, Sendable {
                struct Resource: Decodable, Sendable {
                    var videoId: String?
                }

                var title: String?
                var resourceId: Resource?
                var videoOwnerChannelTitle: String?
            }

            struct Details: Decodable, Sendable {
                var itemCount: Int?
            }

            var id: String?
            var snippet: Snippet?
            var contentDetails: Details?
        }

        var items: LossyList<Item>?
        var nextPageToken: String?
    }

    private func page(
        of list: String, for member: UserID, token: String? = nil
    ) async throws -> TrackPages.Page {
        var query = [("part", "snippet"), ("playlistId", list), ("maxResults", "\(Self.pageSize)")]
        if let token { query.append(("pageToken", token)) }
        let found = try await client.get(Items.self, "/playlistItems", query, as: .member(member))
        let tracks = (found.items?.values ?? []).compactMap { item -> CatalogTrack? in
            // A removed or private video has no owner.
            guard let id = item.snippet?.resourceId?.videoId, let title = item.snippet?.title,
                let owner = item.snippet?.videoOwnerChannelTitle
            else { return nil }
            var track = CatalogTrack(
                service: .youtube, id: id, title: title, link: "https://www.youtube.com/watch?v=\(id)")
            track.artist = owner.hasSuffix(" - Topic") ? String(owner.dropLast(8)) : owner
            track.account = member
            return track
        }
        guard let next = found.nextPageToken else { return TrackPages.Page(tracks: tracks) }
        return TrackPages.Page(tracks: tracks) { try await page(of: list, for: member, token: next) }
    }

    func playlists(of member: UserID) async throws -> [LinkedPlaylist] {
        var lists = [
            LinkedPlaylist(
                service: .youtube, id: "LL", name: "Liked videos", count: nil, link: Self.liked, isLiked: true)
        ]
        var token: String?
        repeat {
            var query = [("part", "snippet,contentDetails"), ("mine", "true"), ("maxResults", "\(Self.pageSize)")]
            if let token { query.append(("pageToken", token)) }
            let page = try await client.get(Items.self, "/playlists", query, as: .member(member))
            lists += (page.items?.values ?? []).compactMap { list in
                guard let id = list.id, let title = list.snippet?.title else { return nil }
                return LinkedPlaylist(
                    service: .youtube, id: id, name: title, count: list.contentDetails?.itemCount,
                    link: "https://www.youtube.com/playlist?list=\(id)")
            }
            token = page.nextPageToken
        } while token != nil && lists.count < 200
        return lists
    }

    func liked(by member: UserID, count: Int) async throws -> [CatalogTrack] {
        var page = try await page(of: "LL", for: member)
        var tracks = page.tracks
        while tracks.count < count, let next = page.next {
            page = try await next()
            tracks += page.tracks
        }
        return Array(tracks.prefix(count))
    }

    /// The Data API has no proposals: what was liked last.
    func recommended(to member: UserID, count: Int) async throws -> [CatalogTrack] {
        try await liked(by: member, count: count)
    }
}
