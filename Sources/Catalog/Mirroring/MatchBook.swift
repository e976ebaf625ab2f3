internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Storage

/// Which playable track stands for one that is mirrored: what was matched, and what people corrected.
struct MatchBook: Sendable {
    static let life: Duration = .seconds(30 * 24 * 3600)

    let cache: (any CatalogCacheStore)?
    let corrections: (any MatchCorrectionStore)?
    /// Milliseconds since 1970-01-01 UTC.
    let now: @Sendable () -> Int64
    let logger: Logger

    /// A correction comes before a match.
    func match(of track: CatalogTrack) async -> CatalogTrack? {
        do {
            for key in track.recordingKeys {
                if let text = try await corrections?.correction(of: key) { return try CatalogTrack(json: text) }
            }
            return try await cache?.cached("match \(track.ownKey)").map { try CatalogTrack(json: $0) }
        } catch {
            // It is matched anew.
            logger.notice("the matches can't be read", metadata: ["error": "\(error)"])
            return nil
        }
    }

    func keep(_ match: CatalogTrack, for track: CatalogTrack) async {
        do {
            let end = now() + Self.life.components.seconds * 1000
            let text = try match.withoutAccount.json()
            try await cache?.keep(["match \(track.ownKey)": text], expiresAt: end)
        } catch {
            logger.debug("a match was not kept", metadata: ["error": "\(error)"])
        }
    }

    func forget(_ track: CatalogTrack) async {
        // What is past its time is never read.
        try? await cache?.keep(["match \(track.ownKey)": ""], expiresAt: 0)
    }

    func correct(_ track: CatalogTrack, to replacement: CatalogTrack) async throws(CorrectionError) {
        guard let corrections, let text = try? replacement.json() else { throw .storeUnavailable }
        do {
            try await corrections.correct(track.recordingKeys, to: text, at: now())
        } catch {
            logger.error("a correction was not stored", metadata: ["error": "\(error)"])
            throw .storeUnavailable
        }
    }

    func forgetCorrection(of track: CatalogTrack) async throws(CorrectionError) {
        guard let corrections else { throw .storeUnavailable }
        do {
            try await corrections.forgetCorrection(of: track.recordingKeys)
        } catch {
            logger.error("a correction was not removed", metadata: ["error": "\(error)"])
            throw .storeUnavailable
        }
    }
}

extension CatalogTrack {
    fileprivate var ownKey: String { "\(service.rawValue) \(id)" }

    /// The track's own, and the recording's: what is wrong at one service is wrong at the others.
    fileprivate var recordingKeys: [String] { [ownKey] + (isrc.map { ["isrc \($0)"] } ?? []) }
}
