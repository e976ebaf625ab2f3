internal import Deadlines
package import DiscordTypes
package import Jobs
internal import Logging
internal import Storage

/// Finds, for a track whose service doesn't give its sound away, the same recording where it can be played.
package struct Mirroring: Sendable {
    /// Searched one after the other until one has a certain match.
    let sources: [SearchProvider]
    let matches: MatchBook
    let logger: Logger

    /// What is played for a track: what people corrected it to, what was matched before, or the best match now.
    /// Throws ``CatalogError/uncertain(_:candidates:)`` where none is certain.
    func playable(_ track: CatalogTrack, for member: UserID) async throws -> CatalogTrack {
        if let known = await matches.match(of: track) { return known }
        var found: [CatalogTrack] = []
        var failure: (any Error)?
        let matching = TrackMatching(track)
        for source in sources {
            for words in Self.questions(for: track, at: source.service) {
                do {
                    let tracks = try await Deadline.after(source.budget).run {
                        try await source.find(words, member, 10)
                    }
                    // What ends at no time stands for no recording.
                    found += tracks.filter { one in
                        !one.isMirrored && one.isLive != true && !found.contains { $0.id == one.id }
                    }
                } catch {
                    logger.info("a mirror was not searched", metadata: ["service": "\(source.name)"])
                    failure = error is DeadlinePassed ? SiteError.timedOut : error
                    break
                }
                if let best = matching.best(of: found), best.isCertain {
                    // What only this member's account can play is no match for others.
                    if found[best.index].account == nil { await matches.keep(found[best.index], for: track) }
                    return found[best.index]
                }
            }
        }
        if found.isEmpty, let failure { throw failure }
        throw CatalogError.uncertain(track, candidates: Self.ranked(found, matching))
    }

    /// What could be played for a track, the likeliest first, for people to choose from.
    package func candidates(for track: CatalogTrack, by member: UserID, count: Int) async -> [CatalogTrack] {
        var found: [CatalogTrack] = []
        for source in sources {
            let words = Self.words(for: track)
            let tracks = try? await Deadline.after(source.budget).run { try await source.find(words, member, count) }
            found += (tracks ?? []).filter { !$0.isMirrored && $0.isLive != true }
        }
        return Array(Self.ranked(found, TrackMatching(track)).prefix(count))
    }

    /// From now on `replacement` is played for `track`, for everybody.
    package func correct(_ track: CatalogTrack, to replacement: CatalogTrack) async throws(CorrectionError) {
        guard track.isMirrored else { throw .notMirrored }
        guard !replacement.isMirrored, replacement.service != .web, replacement.isLive != true else {
            throw .notPlayable
        }
        try await matches.correct(track, to: replacement.withoutAccount)
    }

    /// Takes a correction back.
    package func forgetCorrection(of track: CatalogTrack) async throws(CorrectionError) {
        try await matches.forgetCorrection(of: track)
    }

    private static func ranked(_ found: [CatalogTrack], _ matching: TrackMatching) -> [CatalogTrack] {
        let scored = found.enumerated().map {
            (track: $1, score: matching.score($1) - 0.001 * Double($0))
        }
        return scored.sorted { $0.score > $1.score }.map(\.track)
    }

    /// YouTube finds many official uploads by their recording's code.
    private static func questions(for track: CatalogTrack, at service: CatalogTrack.Service) -> [String] {
        let words = words(for: track)
        guard service == .youtube, let isrc = track.isrc else { return [words] }
        return ["\"\(isrc)\"", words]
    }

    private static func words(for track: CatalogTrack) -> String {
        let artist = track.artist?.split(separator: ",").first.map { $0 + " " } ?? ""
        return String((artist + track.title).prefix(200))
    }
}

/// Why a correction was not taken.
package enum CorrectionError: Error, Hashable, Sendable {
    /// The track plays from its own service: there is nothing to be corrected.
    case notMirrored
    /// What it should be replaced by can't be played, or ends at no time.
    case notPlayable
    case storeUnavailable
}

extension CatalogTrack {
    /// Whether its service only names it, and its sound comes from another.
    package var isMirrored: Bool { service == .spotify || service == .appleMusic || isPreview == true }
}
