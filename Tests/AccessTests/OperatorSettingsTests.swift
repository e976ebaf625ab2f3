import DiscordTypes
import Storage
import Testing

@testable import Access

struct OperatorSettingsTests {
    private static let boss = DecisionMaker.user(UserID(1))

    @Test func `a choice holds at once where it was made, elsewhere with the next look, and after a restart`()
        async throws
    {
        let place = try await StoreOnDisk()
        let here = OperatorSettings(store: place.store, maximumServers: 50)
        let there = OperatorSettings(store: try await place.another(), maximumServers: 50)
        try await here.set(.provider(.spotify, isOn: false), by: Self.boss, now: 1)
        try await here.set(.defaultVolume(70), by: Self.boss, now: 2)
        #expect(here.choices.switchedOff == [.spotify] && here.choices.defaultVolume == 70)
        #expect(there.choices == OperatorChoices())
        try await there.refresh()
        #expect(there.choices == here.choices)
        try await there.set(.provider(.spotify, isOn: true), by: Self.boss, now: 3)
        try await there.set(.defaultVolume(nil), by: Self.boss, now: 4)
        let later = OperatorSettings(store: try await place.another(), maximumServers: 50)
        try await later.refresh()
        #expect(later.choices == OperatorChoices())
        #expect(
            try await place.store.audit(AuditFilter(action: "set")).map(\.reason) == [
                "default-volume = as configured", "provider-spotify = on", "default-volume = 70",
                "provider-spotify = off",
            ])
    }

    @Test(.timeLimit(.minutes(1))) func `whoever runs follows what others change`() async throws {
        let place = try await StoreOnDisk()
        let here = OperatorSettings(store: place.store, maximumServers: 50)
        let running = Task { await here.run() }
        let there = OperatorSettings(store: try await place.another(), maximumServers: 50)
        try await there.set(.provider(.soundcloud, isOn: false), by: Self.boss, now: 1)
        while here.choices.switchedOff != [.soundcloud] { try await Task.sleep(for: .milliseconds(10)) }
        running.cancel()
        await running.value
    }

    @Test func `what a later build stored is passed over`() async throws {
        let place = try await StoreOnDisk()
        for (name, value) in [("default-volume", "loud"), ("provider-napster", "off"), ("provider-youtube", "dim")] {
            let entry = AuditEntry(
                guild: nil, at: 0, actor: "x", action: "set", before: nil, after: nil, reason: nil)
            try await place.store.setOperatorSetting(name, to: value, audit: entry)
        }
        let settings = OperatorSettings(store: place.store, maximumServers: 5)
        #expect(try await settings.refresh() == OperatorChoices())
        #expect(try await settings.maximumServers() == 5)
    }
}
