internal import DiscordTypes
internal import Jobs
internal import Storage

extension GuildPlayer {
    /// Says what people should see of the player now.
    func showPlayer() {
        shownAt = elapsed
        environment.show(view)
    }

    func showProgressIfDue() {
        guard queue.current != nil, !queue.playback.paused, elapsed - shownAt >= environment.displayInterval() else {
            return
        }
        showPlayer()
    }

    private var view: PlayerDisplay.View? {
        guard settings?.announces != false, queue.current != nil, channel != nil,
            let text = settings?.textChannel ?? queue.playback.textChannel
        else { return nil }
        return PlayerDisplay.View(
            state: state, channel: text, locale: settings?.locale,
            statusChannel: settings?.showsStatus == true ? channel : nil,
            permissions: environment.people.permissions(text))
    }
}
