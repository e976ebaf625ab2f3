internal import Access
internal import Accounts
internal import DiscordTypes
internal import Foundation
internal import Jobs
internal import Storage

/// All that the bot keeps about one member, as a file for them.
struct MemberExport: Encodable {
    struct Track: Encodable {
        var title: String
        var artist: String?
        var link: String?
        var at: String?
        var server: String?

        init(_ track: MemberRecords.Track) {
            title = track.title
            artist = track.artist
            link = track.link
            at = track.at.map(MemberExport.time)
            server = track.server?.description
        }
    }

    struct Playlist: Encodable {
        var name: String
        var tracks: [Track]
    }

    struct SharedPlaylist: Encodable {
        var name: String
        var code: String
    }

    struct AccessRequest: Encodable {
        var server: String
        var name: String?
        var state: String
        var askedAt: String?
        var answers: RequestAnswers?
    }

    var accounts: AccountsExport
    var favourites: [Track]
    var playlists: [Playlist]
    var played: [Track]
    var queued: [Track]
    var shared: [SharedPlaylist]
    var requests: [AccessRequest]

    init(_ accounts: AccountsExport, _ records: MemberRecords, requests: [ServerRecord]) {
        self.accounts = accounts
        favourites = records.favourites.map(Track.init)
        playlists = records.playlists.map { Playlist(name: $0.name, tracks: $0.tracks.map(Track.init)) }
        played = records.played.map(Track.init)
        queued = (records.queued ?? []).map(Track.init)
        shared = (records.shared ?? []).map { SharedPlaylist(name: $0.name, code: $0.code) }
        self.requests = requests.map { server in
            AccessRequest(
                server: server.guild.description, name: server.name, state: server.state.rawValue,
                askedAt: server.requestedAt.map(Self.time), answers: RequestAnswers(json: server.answers))
        }
    }

    /// For people to read.
    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    private static func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }
}
