import DiscordTypes
import Foundation
import Jobs
import Logging
import Storage
import Synchronization
import Testing

@testable import VoiceNode

/// The player's message: one of it, in its place, at a pace that Discord and people can take.
@Suite(.timeLimit(.minutes(1)))
struct PlayerDisplayTests {
    private static let guild = GuildID(1)
    private static let text = ChannelID(20)
    private static let voice = ChannelID(10)

    /// What Discord holds, and everything that was asked of it.
    private final class Channel: Sendable {
        enum Call: Equatable {
            case post(String, ChannelID), edit(MessageID, String), delete(MessageID), status(String?), tried(ChannelID)
            case told(ChannelID, Notice, String?)
        }

        struct State {
            var newer = 0
            var isGone = false
            var isForbidden = false
            var isStatusForbidden = false
            var posted: UInt64 = 0
        }

        let state = Mutex(State())
        let calls: AsyncStream<Call>
        private let call: AsyncStream<Call>.Continuation

        init() { (calls, call) = AsyncStream.makeStream() }

        var access: PlayerMessageAccess {
            PlayerMessageAccess(
                render: { state, locale in
                    let words = "\(state.current?.title ?? "-") \(state.positionMilliseconds) \(locale ?? "en")"
                    return ComponentMessage([.text(words)], visibility: .everyone)
                },
                post: { message, channel in
                    if self.state.withLock({ $0.isForbidden }) {
                        self.call.yield(.tried(channel))
                        throw PlayerMessageProblem.forbidden
                    }
                    self.call.yield(.post(Self.words(message), channel))
                    return PlayerMessageID(
                        channel: channel,
                        message: self.state.withLock { state in
                            state.posted += 1
                            return MessageID(state.posted)
                        })
                },
                edit: { message, content in
                    if self.state.withLock({ $0.isGone }) { throw PlayerMessageProblem.gone }
                    self.call.yield(.edit(message.message, Self.words(content)))
                },
                delete: { self.call.yield(.delete($0.message)) },
                countNewer: { _, limit in min(self.state.withLock { $0.newer }, limit) },
                setStatus: { text, _ in
                    self.call.yield(.status(text))
                    if self.state.withLock({ $0.isStatusForbidden }) { throw PlayerMessageProblem.forbidden }
                })
        }

        func tell(_ channel: ChannelID, _ notice: Notice, _ locale: String?) {
            call.yield(.told(channel, notice, locale))
        }

        private static func words(_ message: ComponentMessage) -> String {
            guard case .text(let words)? = message.components.first else { return "?" }
            return words
        }
    }

    /// A display that runs with a clock of its own until `end`.
    private final class Running: Sendable {
        let channel = Channel()
        let clock = ManualClock()
        let display: PlayerDisplay
        private let task: Task<Void, Never>

        init(_ store: SQLiteNodeStore) {
            let work = TaskPool()
            display = PlayerDisplay(
                guild: PlayerDisplayTests.guild, access: channel.access, store: store, turns: Turns(1), work: work,
                clock: clock, tell: { [channel] in channel.tell($0, $1, $2) }, logger: Logger(label: "test"))
            task = Task { await work.run() }
        }

        func next() async -> Channel.Call? {
            for await call in channel.calls { return call }
            return nil
        }

        /// Shows a view once the pace allows it, and gives what that led to.
        func show(_ view: PlayerDisplay.View?) async -> Channel.Call? {
            display.show(view)
            return await next()
        }

        func wait() async {
            await clock.sleeper(for: .seconds(2))
            clock.advance(by: .seconds(2))
        }

        func end() async {
            task.cancel()
            await task.value
        }
    }

    private static func store() async throws -> SQLiteNodeStore {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        return try await SQLiteNodeStore(SQLiteConfiguration(directory: folder.path), logger: Logger(label: "test"))
    }

    private static func view(
        _ entry: Int64, at milliseconds: Int64 = 0, status: ChannelID? = nil, in channel: ChannelID = text,
        permissions: Permissions? = nil
    ) -> PlayerDisplay.View {
        let track = TrackSummary(
            entry: entry, title: "Song \(entry)", artist: nil, link: nil, durationMilliseconds: nil,
            requester: UserID(1), requesterName: "")
        let state = PlayerState(
            phase: .playing, channel: voice, current: track, positionMilliseconds: milliseconds, waiting: 0)
        return PlayerDisplay.View(
            state: state, channel: channel, locale: "de", statusChannel: status, permissions: permissions)
    }

    @Test func `it is posted once and changed in place, at most every two seconds and to the latest`() async throws {
        let store = try await Self.store()
        let running = Running(store)
        #expect(await running.show(Self.view(1)) == .post("Song 1 0 de", Self.text))
        await running.clock.sleeper(for: .seconds(2))
        for position in [100, 200, 300] as [Int64] { running.display.show(Self.view(1, at: position)) }
        running.clock.advance(by: .seconds(2))
        #expect(await running.next() == .edit(MessageID(1), "Song 1 300 de"))
        await running.wait()
        #expect(await running.show(nil) == .delete(MessageID(1)))
        await running.end()
        try await store.close()
    }

    @Test func `it is posted anew once six messages have come after it, not before`() async throws {
        let store = try await Self.store()
        let running = Running(store)
        _ = await running.show(Self.view(1))
        await running.wait()
        running.channel.state.withLock { $0.newer = 5 }
        #expect(await running.show(Self.view(2)) == .edit(MessageID(1), "Song 2 0 de"))
        await running.wait()
        running.channel.state.withLock { $0.newer = 6 }
        #expect(await running.show(Self.view(3)) == .delete(MessageID(1)))
        #expect(await running.next() == .post("Song 3 0 de", Self.text))
        for position in [1, 2, 3] as [Int64] {
            await running.wait()
            let expected = Channel.Call.edit(MessageID(2), "Song 3 \(position) de")
            #expect(await running.show(Self.view(3, at: position)) == expected, "it is not looked for at every change")
        }
        await running.wait()
        #expect(await running.show(Self.view(3, at: 4)) == .delete(MessageID(2)), "but at every fourth")
        #expect(await running.next() == .post("Song 3 4 de", Self.text))
        await running.wait()
        running.channel.state.withLock { $0.newer = 0 }
        #expect(await running.show(Self.view(3, at: 5)) == .edit(MessageID(3), "Song 3 5 de"))
        await running.end()
        try await store.close()
    }

    @Test func `one that somebody deleted comes back, and one of an earlier run is taken over`() async throws {
        let store = try await Self.store()
        let running = Running(store)
        _ = await running.show(Self.view(1))
        await running.wait()
        running.channel.state.withLock { $0.isGone = true }
        #expect(await running.show(Self.view(1, at: 5)) == .post("Song 1 5 de", Self.text))
        await running.wait()
        await running.end()
        let next = Running(store)
        #expect(await next.show(Self.view(1, at: 7)) == .edit(MessageID(2), "Song 1 7 de"))
        await next.end()
        try await store.close()
    }

    @Test func `the channel's status names the track where that is wanted, and goes with it`() async throws {
        let store = try await Self.store()
        let running = Running(store)
        #expect(await running.show(Self.view(1, status: Self.voice)) == .status("Song 1"))
        #expect(await running.next() == .post("Song 1 0 de", Self.text))
        await running.wait()
        #expect(
            await running.show(Self.view(1, at: 5, status: Self.voice)) == .edit(MessageID(1), "Song 1 5 de"),
            "once a track")
        await running.wait()
        #expect(await running.show(Self.view(2, status: Self.voice)) == .status("Song 2"))
        #expect(await running.next() == .edit(MessageID(1), "Song 2 0 de"))
        await running.wait()
        #expect(await running.show(nil) == .status(nil))
        #expect(await running.next() == .delete(MessageID(1)))
        await running.end()
        try await store.close()
    }

    @Test func `where it is forbidden people are told once, and it is tried again only for a reason`() async throws {
        let store = try await Self.store()
        let running = Running(store)
        running.channel.state.withLock { $0.isForbidden = true }
        #expect(await running.show(Self.view(1)) == .tried(Self.text))
        #expect(await running.next() == .told(Self.voice, .playerForbidden(Self.text), "de"))
        await running.wait()
        for entry in [1, 1, 2, 3] as [Int64] {
            running.display.show(Self.view(entry, at: 15_000 * entry))
            await running.wait()
        }
        // A command is a reason, but none to say the same again.
        running.display.encourage()
        #expect(await running.next() == .tried(Self.text), "nothing was tried in between")
        await running.wait()
        // Another permission is one.
        #expect(await running.show(Self.view(3, permissions: .sendMessages)) == .tried(Self.text))
        await running.wait()
        // Another channel is one, which people have not been told of.
        let other = ChannelID(21)
        #expect(await running.show(Self.view(3, in: other, permissions: .sendMessages)) == .tried(other))
        #expect(await running.next() == .told(Self.voice, .playerForbidden(other), "de"))
        await running.wait()
        running.channel.state.withLock { $0.isForbidden = false }
        running.display.encourage()
        #expect(await running.next() == .post("Song 3 0 de", other))
        await running.end()
        try await store.close()
    }

    @Test func `a status that is forbidden doesn't keep the message away and isn't tried again by itself`() async throws
    {
        let store = try await Self.store()
        let running = Running(store)
        running.channel.state.withLock { $0.isStatusForbidden = true }
        #expect(await running.show(Self.view(1, status: Self.voice)) == .status("Song 1"))
        #expect(await running.next() == .post("Song 1 0 de", Self.text))
        await running.wait()
        #expect(await running.show(Self.view(2, status: Self.voice)) == .edit(MessageID(1), "Song 2 0 de"))
        await running.end()
        try await store.close()
    }
}
