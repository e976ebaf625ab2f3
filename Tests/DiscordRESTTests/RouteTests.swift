import DiscordREST
import DiscordTypes
import Foundation
import Testing

/// What goes over the wire for each route.
@Suite(.timeLimit(.minutes(1)))
struct RouteTests {
    private let guild = GuildID(41)
    private let channel = ChannelID(42)
    private let application = ApplicationID(43)
    private let message = ComponentMessage([], visibility: .everyone)

    private func exchange(
        _ body: String = "", status: String = "200 OK", _ call: (RESTClient) async throws -> Void
    ) async throws -> FakeDiscord.Request {
        let discord = try FakeDiscord([.init(status: status, body: body)])
        try await call(discord.client())
        #expect(discord.seen.count == 1)
        return try #require(discord.seen.first)
    }

    private func json(_ request: FakeDiscord.Request) throws -> NSDictionary {
        try #require(JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? NSDictionary)
    }

    @Test func `every call says who it is`() async throws {
        let request = try await exchange(#"{"id": "7", "username": "timmy"}"#) { _ = try await $0.me() }
        #expect(request.line == "GET /api/v10/users/@me HTTP/1.1")
        #expect(request.head.contains("\r\nUser-Agent: DiscordBot (https://bot.example, 1.2)\r\n"))
        #expect(request.head.contains("\r\nAuthorization: Bot marked-token\r\n"))
    }

    @Test func `the gateway's address and limits are read`() async throws {
        let body = """
            {"url": "wss://gateway.example", "shards": 2, "session_start_limit":
            {"total": 1000, "remaining": 998, "reset_after": 14400000, "max_concurrency": 1}}
            """
        let request = try await exchange(body) { client in
            let info = try await client.gatewayBot()
            #expect(info.url == "wss://gateway.example")
            #expect(info.shards == 2)
            #expect(info.sessionStartLimit.remaining == 998)
        }
        #expect(request.line == "GET /api/v10/gateway/bot HTTP/1.1")
    }

    @Test func `commands are listed and replaced, globally and for a guild`() async throws {
        let registered = #"[{"id": "1", "type": 1, "name": "play", "description": "d", "version": "2"}]"#
        let list = try await exchange(registered) { client in
            let commands = try await client.commands(of: application)
            #expect(commands.map(\.name) == ["play"])
        }
        #expect(list.line == "GET /api/v10/applications/43/commands?with_localizations=true HTTP/1.1")
        let command = ApplicationCommand(
            name: "play", nameLocalizations: [:], description: "d", descriptionLocalizations: [:], options: [],
            defaultMemberPermissions: nil)
        let replace = try await exchange(registered) { client in
            try await client.replaceCommands([command], of: application, guild: guild)
        }
        #expect(replace.line == "PUT /api/v10/applications/43/guilds/41/commands HTTP/1.1")
        #expect(replace.head.contains("\r\nContent-Type: application/json\r\n"))
        #expect(replace.body.contains(#""name":"play""#))
    }

    @Test func `an interaction is answered with its own token alone`() async throws {
        let token = try #require(InteractionToken("tok"))
        let edit = try await exchange(#"{"id": "1"}"#) { client in
            try await client.editOriginal(of: application, token: token, to: message)
        }
        #expect(edit.line == "PATCH /api/v10/webhooks/43/tok/messages/@original HTTP/1.1")
        #expect(try json(edit)["flags"] as? Int == 32768)
        #expect(!edit.head.contains("Authorization"))
    }

    @Test func `a channel message mentions nobody and can't stand there twice`() async throws {
        let reference = #"{"id": "8", "channel_id": "42"}"#
        let text = try await exchange(reference) { try await $0.post(text: "hello @everyone", in: channel) }
        #expect(text.line == "POST /api/v10/channels/42/messages HTTP/1.1")
        let body = try json(text)
        #expect(body["content"] as? String == "hello @everyone")
        #expect((body["allowed_mentions"] as? [String: [String]]) == ["parse": []])
        #expect(body["enforce_nonce"] as? Bool == true)
        #expect((body["nonce"] as? String)?.isEmpty == false)
        let components = try json(try await exchange(reference) { try await $0.post(message, in: channel) })
        #expect(components["flags"] as? Int == 32768)
        #expect(components["enforce_nonce"] as? Bool == true)
        #expect(components["content"] == nil)
        #expect((components["allowed_mentions"] as? [String: [String]]) == ["parse": []])
    }

    @Test func `a long text is cut to what Discord counts as 2000 characters`() async throws {
        let reference = #"{"id": "8", "channel_id": "42"}"#
        let long = String(repeating: "😀", count: 1_500)
        let request = try await exchange(reference) { try await $0.post(text: long, in: channel) }
        let content = try #require(try json(request)["content"] as? String)
        #expect(content.utf16.count == 1_999)
        #expect(content.hasSuffix("😀…"))
    }

    @Test func `a voice status is set and removed`() async throws {
        let set = try await exchange(status: "204 No Content") { try await $0.setVoiceStatus("🎵 song", of: channel) }
        #expect(set.line == "PUT /api/v10/channels/42/voice-status HTTP/1.1")
        #expect(try json(set)["status"] as? String == "🎵 song")
        let removed = try await exchange(status: "204 No Content") { try await $0.setVoiceStatus(nil, of: channel) }
        #expect(removed.body == #"{"status":null}"#)
    }

    @Test func `a guild is left`() async throws {
        let request = try await exchange(status: "204 No Content") { try await $0.leaveGuild(guild) }
        #expect(request.line == "DELETE /api/v10/users/@me/guilds/41 HTTP/1.1")
    }
}
