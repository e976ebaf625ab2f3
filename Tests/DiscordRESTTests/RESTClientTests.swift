import DiscordREST
import DiscordTypes
import HTTPClient
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RESTClientTests {
    private let guild = GuildID(41)
    private let channel = ChannelID(42)
    private let application = ApplicationID(43)
    private let message = ComponentMessage([], visibility: .everyone)

    private func token(_ text: String = "aW50ZXJhY3Rpb24") throws -> InteractionToken {
        try #require(InteractionToken(text))
    }

    private static let me = FakeDiscord.Answer(body: #"{"id": "7", "username": "timmy"}"#)

    // MARK: Refusals

    @Test func `R22 a refused call waits its fraction of a second and goes again`() async throws {
        let discord = try FakeDiscord([.limited(0.35), .limited(0.2, scope: "shared"), Self.me])
        let time = ManualTime()
        #expect(try await discord.client(time: time.time).me().id == UserID(7))
        #expect(discord.seen.count == 3)
        #expect(time.now == .milliseconds(550))
    }

    @Test func `R22 a refusal longer than the call may take is reported at once`() async throws {
        let discord = try FakeDiscord([.limited(60, scope: "global")])
        let time = ManualTime()
        let client = try discord.client(time: time.time)
        await #expect(throws: RESTError.rateLimited(retryAfter: .seconds(60), scope: .global)) {
            try await client.me(within: .seconds(5))
        }
        // And the next call knows it without asking.
        await #expect(throws: RESTError.self) { try await client.gatewayBot(within: .seconds(5)) }
        #expect(discord.seen.count == 1)
        #expect(time.sleeps.isEmpty)
    }

    @Test func `R22 a route that refuses for ever is given up`() async throws {
        let discord = try FakeDiscord([.limited(0.01)])
        let client = try discord.client(time: ManualTime().time)
        await #expect(throws: RESTError.rateLimited(retryAfter: .milliseconds(10), scope: .user)) {
            try await client.me()
        }
        #expect(discord.seen.count == 5)
    }

    @Test func `R22 the bucket of the headers is kept to without a refusal`() async throws {
        let headers = [
            "X-RateLimit-Bucket: b", "X-RateLimit-Limit: 2", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset-After: 3.5",
        ]
        let discord = try FakeDiscord([.init(headers: headers, body: Self.me.body)])
        let time = ManualTime()
        let client = try discord.client(time: time.time)
        _ = try await client.me()
        _ = try await client.me()
        #expect(time.now == .milliseconds(3_500))
    }

    @Test func `R22 a refused token stops all calls that need it, and only those`() async throws {
        let discord = try FakeDiscord([.error(401), .init(status: "204 No Content")])
        let client = try discord.client()
        await #expect(throws: RESTError.unauthorized) { try await client.me() }
        await #expect(throws: RESTError.unauthorized) { try await client.gatewayBot() }
        await #expect(throws: RESTError.unauthorized) { try await client.leaveGuild(guild) }
        #expect(discord.seen.count == 1)
        try await client.editOriginal(of: application, token: token(), to: message)
        #expect(discord.seen.count == 2)
    }

    @Test func `R22 too many refusals silence the client until they are old`() async throws {
        let discord = try FakeDiscord([.error(403, code: 50013)])
        let time = ManualTime()
        let client = try discord.client(time: time.time) { $0.invalidRequestLimit = 3 }
        for _ in 0..<3 {
            await #expect(throws: RESTError.forbidden(code: 50013)) { try await client.leaveGuild(guild) }
        }
        await #expect(throws: RESTError.tooManyInvalidRequests(retryAfter: .seconds(600))) {
            try await client.leaveGuild(guild)
        }
        #expect(discord.seen.count == 3)
        try await time.time.sleep(.seconds(600))
        await #expect(throws: RESTError.forbidden(code: 50013)) { try await client.leaveGuild(guild) }
    }

    @Test func `R22 a webhook that is gone is never asked again`() async throws {
        let discord = try FakeDiscord([.error(404, code: 10015), .init(status: "204 No Content")])
        let client = try discord.client()
        await #expect(throws: RESTError.notFound(code: 10015)) {
            try await client.editOriginal(of: application, token: token(), to: message)
        }
        await #expect(throws: RESTError.notFound(code: 10015)) {
            try await client.editOriginal(of: application, token: token(), to: message)
        }
        #expect(discord.seen.count == 1)
        try await client.editOriginal(of: application, token: token("another"), to: message)
        #expect(discord.seen.count == 2)
    }

    @Test func `a message that is gone says nothing about its webhook`() async throws {
        let discord = try FakeDiscord([.error(404, code: 10008), .init(status: "204 No Content")])
        let client = try discord.client()
        await #expect(throws: RESTError.notFound(code: 10008)) {
            try await client.editOriginal(of: application, token: token(), to: message)
        }
        try await client.editOriginal(of: application, token: token(), to: message)
        #expect(discord.seen.count == 2)
    }

    // MARK: Failures

    @Test func `Discord's failures are tried again with growing pauses`() async throws {
        // On a connection used before, libcurl itself would try the hung-up call again.
        let discord = try FakeDiscord([.init(hangsUp: true), .error(500), .error(502), Self.me])
        let time = ManualTime()
        #expect(try await discord.client(time: time.time).me().username == "timmy")
        #expect(time.sleeps == [.milliseconds(75), .milliseconds(150), .milliseconds(300)])
    }

    @Test func `a failure that stays is reported after five tries, or when time is short`() async throws {
        let discord = try FakeDiscord([.error(503)])
        let client = try discord.client(time: ManualTime().time)
        await #expect(throws: RESTError.unavailable(status: 503)) { try await client.me() }
        #expect(discord.seen.count == 5)
        let patient = try discord.client(time: ManualTime().time) { $0.firstBackoff = .seconds(100) }
        await #expect(throws: RESTError.unavailable(status: 503)) { try await patient.me(within: .seconds(40)) }
        #expect(discord.seen.count == 6)
    }

    @Test func `a rejected request names Discord's code and carries no token`() async throws {
        let discord = try FakeDiscord([.error(400, code: 50035)])
        let client = try discord.client()
        let error = await #expect(throws: RESTError.self) {
            try await client.editOriginal(of: application, token: token(), to: message)
        }
        guard case .rejected(400, 50035, let detail) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(detail.contains("marked"))
        #expect(!"\(String(describing: error))".contains("aW50"))
    }

    @Test func `an answer of another form is malformed`() async throws {
        let discord = try FakeDiscord([.init(body: "[]"), .init(body: "<html>")])
        let client = try discord.client()
        await #expect(throws: RESTError.malformedResponse) { try await client.me() }
        await #expect(throws: RESTError.malformedResponse) { try await client.me() }
    }

    @Test func `without a token nothing is sent that needs one`() async throws {
        let discord = try FakeDiscord([.init(status: "204 No Content")])
        let client = try discord.client(token: nil)
        await #expect(throws: RESTError.noToken) { try await client.me() }
        #expect(discord.seen.isEmpty)
        try await client.editOriginal(of: application, token: token(), to: message)
        #expect(!discord.seen[0].head.contains("Authorization"))
    }

    @Test func `cancelling ends a call that waits for its turn`() async throws {
        let discord = try FakeDiscord([.limited(600), Self.me])
        let client = try discord.client()
        let task = Task { try await client.me(within: .seconds(3600)) }
        while discord.seen.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        await #expect(throws: RESTError.cancelled) { try await task.value }
    }

    @Test func `sixty calls at once all get through, fifty in the first second`() async throws {
        let discord = try FakeDiscord([.init(status: "204 No Content")])
        let client = try discord.client()
        try await client.leaveGuild(guild)
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 { group.addTask { try await client.leaveGuild(GuildID(UInt64(number))) } }
            try await group.waitForAll()
        }
        #expect(start.duration(to: .now) > .milliseconds(800))
        #expect(discord.seen.count == 61)
    }
}
