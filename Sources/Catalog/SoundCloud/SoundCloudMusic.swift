internal import DiscordTypes
internal import FoundationEssentials
internal import HTTPClient
internal import Jobs
internal import Storage

/// SoundCloud: search, pages, a member's library, and the sound itself, as AAC in HLS.
///
/// Source: SoundCloud's public API reference: `/tracks`, `/resolve`, `/tracks/{urn}/streams`, `linked_partitioning`.
struct SoundCloudMusic: MusicService {
    private static let pageSize = 50
    static let liked = "https://soundcloud.com/you/likes"

    let client: ServiceClient
    /// Tracks of a list at most.
    let limit: Int

    var service: CatalogTrack.Service { .soundcloud }
    var provider: AccountProvider { .soundcloud }

    func hasPage(_ address: String) -> Bool {
        guard let url = try? URLPolicy.untrusted.validate(address) else { return false }
        return ["soundcloud.com", "www.soundcloud.com", "m.soundcloud.com", "on.soundcloud.com"]
            .contains(url.host.lowercased())
    }

    func find(_ address: String, for member: UserID) async throws -> MusicFinding {
        if address.hasPrefix(Self.liked) { return .list(try await likedList(of: member)) }
        return try await client.asking(for: member) { try await find(address, as: $0) }
    }

    private func find(_ address: String, as asker: ServiceClient.Asker) async throws -> MusicFinding {
        let answer = try await client.send("/resolve", [("url", address)], as: asker, redirects: 1)
        let decoder = JSONDecoder()
        guard let thing = try? decoder.decode(SoundCloudThing.self, from: Data(answer.body)) else {
            throw MusicServiceError.malformed
        }
        switch thing.kind {
        case "track":
            guard let track = try? decoder.decode(SoundCloudTrack.self, from: Data(answer.body)),
                let known = track.track(for: asker.account)
            else { throw MusicServiceError.unavailable }
            return .track(known)
        case "playlist":
            guard let name = thing.name("playlists") else { throw MusicServiceError.malformed }
            let title = thing.sharing == "private" ? nil : thing.title
            return .list(try await list(title, thing.count, "/playlists/\(name)/tracks", as: asker))
        case "user":
            guard let name = thing.name("users") else { throw MusicServiceError.malformed }
            return .list(try await list(thing.username, nil, "/users/\(name)/tracks", as: asker))
        default: throw MusicServiceError.unsupported
        }
    }

    func search(_ words: String, for member: UserID, count: Int) async throws -> [CatalogTrack] {
        try await client.asking(for: member) { try await search(words, count: count, as: $0) }
    }

    private func search(_ words: String, count: Int, as asker: ServiceClient.Asker) async throws -> [CatalogTrack] {
        let query = [
            ("q", words), ("access", "playable,preview"), ("limit", "\(min(max(count, 1), Self.pageSize))"),
            ("linked_partitioning", "true"),
        ]
        let page = try await client.get(SoundCloudPage<SoundCloudTrack>.self, "/tracks", query, as: asker)
        // What this member may hear in full somebody else may not: only the application's view is everybody's.
        return page.collection.values.compactMap { $0.track(for: asker.account) }
    }

    // MARK: Sound

    /// Where a track's sound is now, and whose account told; nil: nobody's. The address given needs no token and expires.
    func audio(of track: CatalogTrack, for member: UserID) async throws -> (location: MediaLocation, account: UserID?) {
        try await client.asking(for: member) { try await audio(of: track, as: $0) }
    }

    private func audio(
        of track: CatalogTrack, as asker: ServiceClient.Asker
    ) async throws -> (location: MediaLocation, account: UserID?) {
        let streams = try await client.get(SoundCloudStreams.self, "/tracks/\(track.id)/streams", as: asker)
        guard let stream = streams.better ?? streams.smaller else { throw MusicServiceError.unavailable }
        // An address elsewhere never sees the token.
        guard let path = client.path(of: stream) else { return (MediaLocation(url: stream), asker.account) }
        let answer = try await client.send(path, as: asker)
        guard let target = answer.headers["location"], (300..<400).contains(answer.status) else {
            throw MusicServiceError.malformed
        }
        return (MediaLocation(url: target), asker.account)
    }

    // MARK: Lists

    private func list(
        _ title: String?, _ count: Int?, _ path: String, as asker: ServiceClient.Asker
    ) async throws -> TrackList {
        try await TrackPages.list(title: title, count: count, limit: limit) { try await tracks(path, as: asker) }
    }

    private func likedList(of member: UserID) async throws -> TrackList {
        try await list(nil, nil, "/me/likes/tracks", as: .member(member))
    }

    private func tracks(_ path: String, as asker: ServiceClient.Asker) async throws -> TrackPages.Page {
        let query = [
            ("access", "playable,preview"), ("limit", "\(Self.pageSize)"), ("linked_partitioning", "true"),
        ]
        return try await page(path, query, as: asker)
    }

    private func page(
        _ path: String, _ query: [(String, String)], as asker: ServiceClient.Asker
    ) async throws -> TrackPages.Page {
        let page = try await client.get(SoundCloudPage<SoundCloudTrack>.self, path, query, as: asker)
        let tracks = page.collection.values.compactMap { $0.track(for: asker.account) }
        guard let next = client.path(of: page.next) else { return TrackPages.Page(tracks: tracks) }
        return TrackPages.Page(tracks: tracks) { try await self.page(next, [], as: asker) }
    }

    // MARK: Library

    func playlists(of member: UserID) async throws -> [LinkedPlaylist] {
        let asker = ServiceClient.Asker.member(member)
        var lists = [
            LinkedPlaylist(
                service: .soundcloud, id: "liked", name: "Likes", count: nil, link: Self.liked, isLiked: true)
        ]
        let query = [("limit", "\(Self.pageSize)"), ("linked_partitioning", "true"), ("show_tracks", "false")]
        var page = try await client.get(SoundCloudPage<SoundCloudThing>.self, "/me/playlists", query, as: asker)
        while true {
            lists += page.collection.values.compactMap { list in
                guard let name = list.name("playlists"), let title = list.title, let link = list.link else {
                    return nil
                }
                return LinkedPlaylist(service: .soundcloud, id: name, name: title, count: list.count, link: link)
            }
            guard lists.count < 200, let next = client.path(of: page.next) else { return lists }
            page = try await client.get(SoundCloudPage<SoundCloudThing>.self, next, as: asker)
        }
    }

    func liked(by member: UserID, count: Int) async throws -> [CatalogTrack] {
        var page = try await tracks("/me/likes/tracks", as: .member(member))
        var found = page.tracks
        while found.count < count, let next = page.next {
            page = try await next()
            found += page.tracks
        }
        return Array(found.prefix(count))
    }

    /// What SoundCloud finds related to the track liked last.
    func recommended(to member: UserID, count: Int) async throws -> [CatalogTrack] {
        let liked = try await liked(by: member, count: count)
        guard let last = liked.first else { return [] }
        let related = try await tracks("/tracks/\(last.id)/related", as: .member(member))
        return Array((related.tracks.isEmpty ? liked : related.tracks).prefix(count))
    }
}
