import Access
import DiscordTypes
import Storage
import Testing

struct AccessCriterionTests {
    static let now: Int64 = 1_790_000_000_000
    /// Made on 2015-01-02, and a minute before `now`.
    static let old = GuildID(86_400_000 << 22)
    static let young = GuildID(UInt64(now - 60_000 - 1_420_070_400_000) << 22)

    static func answers() -> RequestAnswers {
        RequestAnswers(
            kind: .community, members: 40, listeners: 99, purpose: String(repeating: "p", count: 40), use: "u",
            contact: "c",
            isConfirmed: true, countedMembers: 44)
    }

    func verdicts(_ guild: GuildID = old, _ change: (inout RequestAnswers) -> Void = { _ in }) -> [AccessCriterion
        .Verdict]
    {
        var answers = Self.answers()
        change(&answers)
        return AccessCriterion.all(of: ServerRecord(guild: guild, state: .requested), answers: answers, now: Self.now)
            .map(\.verdict)
    }

    @Test func `each criterion of the owner's is judged for itself`() {
        #expect(verdicts() == [.met, .met, .met, .met, .met, .met, .doubtful])
        #expect(verdicts { $0.countedMembers = 4 }[0] == .doubtful)
        #expect(verdicts { $0.kind = .business }[0] == .doubtful)
        #expect(verdicts { $0.purpose.removeLast() }[1] == .doubtful)
        #expect(verdicts { $0.listeners = 100 }[2] == .unmet)
        #expect(verdicts { $0.isConfirmed = false }[3] == .doubtful)
        #expect(verdicts { $0.members = 400 }[4] == .doubtful)
        #expect(verdicts { $0.countedMembers = nil }[4] == .doubtful)
        #expect(verdicts(Self.young)[5] == .doubtful)
        #expect(verdicts { $0.kind = .education }[6] == .met)
        #expect(verdicts { $0.kind = .nonprofit }[6] == .met)
    }

    @Test func `answers come back as they were stored, and text that is none is none`() {
        let answers = Self.answers()
        #expect(RequestAnswers(json: answers.json) == answers)
        #expect(RequestAnswers(json: nil) == nil && RequestAnswers(json: "{}") == nil)
    }

    @Test func `the invitation asks for exactly what every server needs`() {
        let link = InviteLink.address(application: ApplicationID(5), guild: GuildID(6), base: "https://discord.com")
        #expect(
            link == "https://discord.com/oauth2/authorize?client_id=5&scope=bot%20applications.commands"
                + "&permissions=3214336&guild_id=6&disable_guild_select=true")
        // View Channels, Send Messages, Read Message History, Connect, Speak.
        #expect(InviteLink.permissions == 1 << 10 | 1 << 11 | 1 << 16 | 1 << 20 | 1 << 21)
    }

    @Test func `the cap holds for whoever approves, at once and from two processes`() async throws {
        let place = try await StoreOnDisk()
        let other = try await place.another()
        let settings = OperatorSettings(store: place.store, maximumServers: 3)
        #expect(try await settings.maximumServers() == 3)
        try await settings.set(.maximumServers(2), by: .user(UserID(1)), now: Self.now)
        await withTaskGroup(of: Void.self) { group in
            for number in UInt64(1)...8 {
                group.addTask {
                    let store = number.isMultiple(of: 2) ? place.store : other
                    let register = ServerRegister(
                        store: store, cap: { () throws(StoreError) in try await settings.maximumServers() }, now: { 0 })
                    _ = try? await register.approve(GuildID(number), by: .terminal(account: "root"))
                }
            }
        }
        #expect(try await place.store.serverCounts() == [.approved: 2])
        try await settings.set(.maximumServers(nil), by: .user(UserID(1)), now: Self.now)
        #expect(try await settings.maximumServers() == 3)
        #expect(
            try await place.store.audit(AuditFilter(action: "set")).map(\.reason) == [
                "maximum-servers = as configured", "maximum-servers = 2",
            ])
    }
}
