internal import DiscordTypes
internal import Foundation
internal import Jobs
internal import Storage

/// What one member keeps: favourites and playlists. Every change is durable when it returns.
struct MemberLibrary: Sendable {
    static let favouriteLimit = 500
    static let playlistLimit = 50
    /// Shared copies that an export names.
    private static let exportLimit = 10_000
    private static let favourite = "FAVOURITE#"
    private static let playlist = "PLAYLIST#"

    let store: any LibraryStore
    let owner: UserID

    /// The latest first.
    func favourites() async throws -> [KeptTrack] {
        try await store.items(named: Self.favourite, on: .member(owner), limit: Self.favouriteLimit)
            .map { try KeptTrack(json: $0.body) }
            .sorted { ($0.keptAt, $0.name) > ($1.keptAt, $1.name) }
    }

    func isFavourite(_ track: KeptTrack) async throws -> Bool {
        try await store.item(Self.favourite + track.name, on: .member(owner)) != nil
    }

    /// How many there are then.
    func add(_ track: KeptTrack) async throws -> Int {
        let known = try await store.count(named: Self.favourite, on: .member(owner))
        if try await isFavourite(track) { return known }
        guard known < Self.favouriteLimit else { throw Refused(.tooManyFavourites(limit: Self.favouriteLimit)) }
        try await store.put(
            LibraryItem(shelf: .member(owner), name: Self.favourite + track.name, body: try track.json()), isNew: false)
        return known + 1
    }

    func remove(_ track: KeptTrack) async throws {
        _ = try await store.remove(Self.favourite + track.name, from: .member(owner))
    }

    /// By name.
    func playlists() async throws -> [KeptPlaylist] {
        try await store.items(named: Self.playlist, on: .member(owner), limit: Self.playlistLimit)
            .map { try KeptPlaylist(json: $0.body) }
    }

    func playlist(_ name: String) async throws -> KeptPlaylist {
        guard let item = try await store.item(key(of: name), on: .member(owner)) else {
            throw Refused(.noSuchPlaylist(name: name))
        }
        return try KeptPlaylist(json: item.body)
    }

    func save(_ playlist: KeptPlaylist) async throws {
        guard !playlist.tracks.isEmpty else { throw Refused(.playlistEmpty) }
        guard try await store.count(named: Self.playlist, on: .member(owner)) < Self.playlistLimit else {
            throw Refused(.tooManyPlaylists(limit: Self.playlistLimit))
        }
        do {
            try await store.put(
                LibraryItem(shelf: .member(owner), name: key(of: playlist.name), body: try playlist.json()), isNew: true
            )
        } catch StoreError.conflict {
            throw Refused(.playlistExists(name: playlist.name))
        }
    }

    /// Its shared copy goes too.
    func delete(_ name: String) async throws {
        for copy in try await sharedCopies(of: name) {
            _ = try await store.remove(copy.code, from: .shared)
            _ = try await store.remove(LibraryShelf.sharedMark + copy.code, from: .member(owner))
        }
        guard try await store.remove(key(of: name), from: .member(owner)) else {
            throw Refused(.noSuchPlaylist(name: name))
        }
    }

    /// A copy under a code that nobody can guess. What becomes of the playlist later does not change it, until it is shared again: then
    /// the code is the same and the copy new.
    func share(_ playlist: KeptPlaylist) async throws -> String {
        if let copy = try await sharedCopies(of: playlist.name).first {
            try await store.put(LibraryItem(shelf: .shared, name: copy.code, body: try playlist.json()), isNew: false)
            return copy.code
        }
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("ABCDEFGHJKMNPQRSTVWXYZ23456789")
        let code = String((0..<12).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] })
        // Noted first: a copy that nobody could be told to own would outlast its owner.
        try await store.put(
            LibraryItem(shelf: .member(owner), name: LibraryShelf.sharedMark + code, body: playlist.name), isNew: true)
        try await store.put(LibraryItem(shelf: .shared, name: code, body: try playlist.json()), isNew: true)
        return code
    }

    /// The copies that the member shared.
    func sharedCopies() async throws -> [(name: String, code: String)] {
        let mark = LibraryShelf.sharedMark
        return try await store.items(named: mark, on: .member(owner), limit: Self.exportLimit)
            .map { (name: $0.body, code: String($0.name.dropFirst(mark.count))) }
    }

    private func sharedCopies(of name: String) async throws -> [(name: String, code: String)] {
        try await sharedCopies().filter { key(of: $0.name) == key(of: name) }
    }

    func shared(_ code: String) async throws -> KeptPlaylist {
        let plain = code.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard !plain.isEmpty, let item = try await store.item(plain, on: .shared) else { throw Refused(.noSuchCode) }
        return try KeptPlaylist(json: item.body)
    }

    /// Names differ when people would say that they differ.
    private func key(of name: String) -> String {
        Self.playlist + name.folding(options: [.caseInsensitive, .widthInsensitive], locale: nil)
    }

    /// Something the member can mend.
    struct Refused: Error {
        let refusal: Refusal

        init(_ refusal: Refusal) {
            self.refusal = refusal
        }
    }
}
