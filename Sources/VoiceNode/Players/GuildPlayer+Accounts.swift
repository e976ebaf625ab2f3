internal import Catalog
internal import DiscordTypes
internal import Jobs
internal import Storage

/// Tracks whose account stopped working: they play on as everybody hears them, and the room is told why.
extension GuildPlayer {
    struct LostAccount: Hashable, Sendable {
        var member: UserID
        var service: CatalogTrack.Service
    }

    /// A queue of a hundred such tracks says so once.
    static let lossInterval: Duration = .seconds(3600)

    func notePublic(_ number: Int, _ service: CatalogTrack.Service) {
        if let index = pending.firstIndex(where: { $0.feed.number == number }) {
            pending[index].feed.isPublicAt = service
        } else if var feed = [playing, upNext, seeking?.feed].compactMap(\.self).first(where: { $0.number == number }),
            let entry = queue.entries.first(where: { $0.id == feed.entry })
        {
            feed.isPublicAt = service
            tellPublic(feed, entry)
        }
    }

    /// Tells it of a feed that was noted so. The account's owner learns more by direct message.
    func tellPublic(_ feed: Feed, _ entry: QueueEntryRecord) {
        guard let service = feed.isPublicAt, let channel = entry.textChannel ?? queue.playback.textChannel else {
            return
        }
        let loss = LostAccount(member: entry.requester, service: service)
        if let last = lossesTold[loss], elapsed - last < Self.lossInterval { return }
        lossesTold = lossesTold.filter { elapsed - $0.value < Self.lossInterval }
        lossesTold[loss] = elapsed
        environment.notify(channel, .playsPublicly(title: entry.title, service), settings?.locale)
    }
}
