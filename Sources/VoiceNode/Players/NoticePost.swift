internal import DiscordTypes
internal import Jobs

/// Sends notices to text channels, one after the other. A flood is cut: what finds 64 waiting is dropped.
final class NoticePost: Sendable {
    private let notices: AsyncStream<(ChannelID, String)>
    private let put: AsyncStream<(ChannelID, String)>.Continuation
    private let words: @Sendable (Notice, _ locale: String?) -> String
    private let post: @Sendable (ChannelID, String) async -> Void

    init(
        words: @escaping @Sendable (Notice, _ locale: String?) -> String,
        post: @escaping @Sendable (ChannelID, String) async -> Void
    ) {
        self.words = words
        self.post = post
        (notices, put) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(64))
    }

    func send(_ notice: Notice, to channel: ChannelID, in locale: String?) {
        put.yield((channel, words(notice, locale)))
    }

    func run() async {
        for await (channel, text) in notices { await post(channel, text) }
    }
}
