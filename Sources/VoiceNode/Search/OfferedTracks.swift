internal import DiscordTypes
internal import Jobs
internal import Synchronization

/// The tracks that members were offered lately, so that a choice names what they saw and needs no second search.
///
/// A reference means nothing for another member: what somebody's account found is theirs.
final class OfferedTracks: Sendable {
    /// Twice as many are held at most. The older half is forgotten whenever the newer is full.
    static let limit = 5_000

    private struct Key: Hashable {
        var member: UserID
        var reference: String
    }

    private struct Memory {
        var young: [Key: CatalogTrack] = [:]
        var old: [Key: CatalogTrack] = [:]
    }

    private let memory = Mutex(Memory())

    /// The offer, after what is in it can be chosen.
    func offer(_ tracks: [CatalogTrack], for words: String, missing: [String] = [], to member: UserID) -> TrackOffer {
        var offer = TrackOffer(words: words, missing: missing)
        memory.withLock { memory in
            for track in tracks {
                guard let offered = OfferedTrack(track, for: member) else { continue }
                offer.tracks.append(offered)
                memory.young[Key(member: member, reference: offered.reference)] = track
            }
            guard memory.young.count > Self.limit else { return }
            memory.old = memory.young
            memory.young = [:]
        }
        return offer
    }

    func track(_ reference: String, offeredTo member: UserID) -> CatalogTrack? {
        let key = Key(member: member, reference: reference)
        return memory.withLock { $0.young[key] ?? $0.old[key] }
    }

    /// What was offered by this address, else what is asked for as it is.
    func media(for media: RequestedMedia, of member: UserID) -> RequestedMedia {
        guard case .url(let url) = media, let track = track(url, offeredTo: member) else { return media }
        return .track(track)
    }

    /// Of a choice: as offered, or by the address that it is. Nil for a name that is not known any more.
    func media(chosen reference: String, by member: UserID) -> RequestedMedia? {
        if let track = track(reference, offeredTo: member) { return .track(track) }
        return reference.hasPrefix("https://") || reference.hasPrefix("http://") ? .url(reference) : nil
    }
}
