internal import Foundation
internal import Jobs
internal import Storage

/// Which tracks the room takes.
extension RoomRules {
    /// Why an entry may not come into the queue; nil where it may. `waitingOfMember` counts what the member has waiting, where that
    /// is another number than the queue tells.
    func refusal(
        of entry: QueueEntryRecord, in queue: GuildQueue, waitingOfMember: Int? = nil, by requester: Requester
    ) -> Refusal? {
        if isBlocked(entry) { return .blocked }
        guard !isNamedDJ(requester) else { return nil }
        if let limit = settings.tracksPerMember,
            waitingOfMember ?? queue.waiting.count(where: { $0.requester == requester.user }) >= limit
        {
            return .memberLimit(tracks: limit)
        }
        if let minutes = settings.minutesPerTrack, let length = entry.durationMilliseconds,
            length > Int64(minutes) * 60_000
        {
            return .trackTooLong(minutes: minutes)
        }
        if settings.refusesDuplicates == true, queue.entries.contains(where: { $0.media == entry.media }) {
            return .duplicate(title: entry.title)
        }
        return nil
    }

    private func isBlocked(_ entry: QueueEntryRecord) -> Bool {
        guard let blocked = settings.blocked, !blocked.isEmpty else { return false }
        let texts = [entry.title, entry.artist, entry.link, entry.media].compactMap { $0.map(Self.folded) }
        return blocked.contains { word in texts.contains { $0.contains(Self.folded(word)) } }
    }

    private static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }
}
