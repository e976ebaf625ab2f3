internal import Jobs
internal import Storage

/// Stations: what they play changes while their entry stays.
extension GuildPlayer {
    /// Gives the entry of a feed the title that its station announces.
    func retitle(_ number: Int, _ title: String) async {
        if let index = pending.firstIndex(where: { $0.feed.number == number }) {
            return pending[index].feed.metadata?.retitle(title) ?? ()
        }
        guard let feed = [playing, upNext].compactMap(\.self).first(where: { $0.number == number }),
            let title = TrackMetadata.readable(title)
        else { return }
        let now = environment.now()
        // If it is not stored, the next title comes soon enough.
        _ = await commit { $0.retitle(feed.entry, title, at: now) }
    }
}
