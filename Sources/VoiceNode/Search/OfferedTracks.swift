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

    /// Remembers that the member was asked which recording the track is, which is what lets them say so.
    func noteDoubt(of track: CatalogTrack, _ reference: String, for member: UserID) {
        memory.withLock { $0.young[Self.doubt(reference, member)] = track }
    }

    /// The track that the member was asked about; once.
    func takeDoubt(_ reference: String, of member: UserID) -> CatalogTrack? {
        let key = Self.doubt(reference, member)
        return memory.withLock { $0.young.removeValue(forKey: key) ?? $0.old.removeValue(forKey: key) }
    }

    /// No reference begins with a blank, so that nothing merely offered is taken for a doubt.
    private static func doubt(_ reference: String, _ member: UserID) -> Key {
        Key(member: member, reference: " " + reference)
    }

    /// Forgets what a member was offered.
    func forget(_ member: UserID) {
        memory.withLock { memory in
            memory.young = memory.young.filter { $0.key.member != member }
            memory.old = memory.old.filter { $0.key.member != member }
        }
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
