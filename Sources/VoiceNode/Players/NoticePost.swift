internal import DiscordTypes

/// Sends notices to text channels, one after the other. A flood is cut: what finds 64 waiting is dropped.
final class NoticePost: Sendable {
    private let notices: AsyncStream<(ChannelID, Notice)>
    private let put: AsyncStream<(ChannelID, Notice)>.Continuation
    private let post: @Sendable (ChannelID, String) async -> Void

    init(post: @escaping @Sendable (ChannelID, String) async -> Void) {
        self.post = post
        (notices, put) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(64))
    }

    func send(_ notice: Notice, to channel: ChannelID) {
        put.yield((channel, notice))
    }

    func run() async {
        for await (channel, notice) in notices { await post(channel, notice.text) }
    }
}
