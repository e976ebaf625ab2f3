import DiscordTypes
import Foundation
import Synchronization
import Testing

@testable import Interactions

struct CommandSyncTests {
    /// Discord's side: what is registered, and how often it was replaced.
    final class Registration: Sendable {
        let state: Mutex<(commands: [CommandSync.Scope: [ApplicationCommand]], replacements: Int)>

        init(_ commands: [ApplicationCommand], _ scope: CommandSync.Scope) {
            state = Mutex(([scope: commands], 0))
        }

        var sync: CommandSync {
            CommandSync(
                registered: { scope in self.state.withLock { $0.commands[scope] ?? [] } },
                replace: { scope, commands in
                    self.state.withLock {
                        $0.commands[scope] = commands
                        $0.replacements += 1
                    }
                })
        }
    }

    static let wanted = CommandRegistry.standard.registrations

    @Test(arguments: [CommandSync.Scope.global, .guild(GuildID(10))])
    func `a first sync registers everything, a second one nothing`(scope: CommandSync.Scope) async throws {
        let registration = Registration([], scope)
        let first = try await registration.sync.run(scope, dryRun: false)
        #expect(first.added.count == Self.wanted.count)
        #expect(registration.state.withLock { $0.commands[scope] } == Self.wanted)
        let second = try await registration.sync.run(scope, dryRun: false)
        #expect(second.isEmpty)
        #expect(registration.state.withLock { $0.replacements } == 1)
    }

    @Test func `a dry run tells the difference and changes nothing`() async throws {
        var old = Self.wanted
        old.removeAll { $0.name == "skip" }
        let play = try #require(old.firstIndex { $0.name == "play" })
        old[play].description = "Old."
        old[play].options.removeLast()
        old[play].contexts = [.guild, .botDirectMessage]
        var foreign = try #require(old.first)
        foreign.name = "foreign"
        foreign.type = 3
        old.append(foreign)
        let registration = Registration(old, .global)
        let difference = try await registration.sync.run(.global, dryRun: true)
        #expect(difference.lines == ["+ skip", "- foreign", "~ play (description, options, contexts)"])
        #expect(registration.state.withLock { $0.replacements } == 0)
        _ = try await registration.sync.run(.global, dryRun: false)
        #expect(registration.state.withLock { $0.commands[.global] } == Self.wanted)
    }

    @Test func `invalid commands are not sent`() async throws {
        let registration = Registration([], .global)
        var bad = Self.wanted
        bad[0].name = "Not Lower"
        await #expect(throws: CommandSync.Failure.self) {
            try await registration.sync.run(.global, wanted: bad, dryRun: false)
        }
        #expect(registration.state.withLock { $0.replacements } == 0)
    }

    @Test func `what is sent, read back as Discord answers it, is no difference`() throws {
        let sent = try JSONEncoder().encode(Self.wanted)
        var objects = try #require(JSONSerialization.jsonObject(with: sent) as? [[String: Any]])
        for index in objects.indices {
            objects[index]["id"] = "\(index)"
            objects[index]["version"] = "1"
            objects[index]["nsfw"] = false
            if (objects[index]["options"] as? [Any])?.isEmpty == true { objects[index]["options"] = nil }
        }
        let answered = try JSONDecoder().decode(
            [ApplicationCommand].self, from: JSONSerialization.data(withJSONObject: objects))
        #expect(CommandDifference(registered: answered, wanted: Self.wanted).isEmpty)
    }
}
