import Accounts
import Crypto
import DiscordTypes
import Foundation
import Storage
import Synchronization
import Testing

@testable import Interactions

/// `/link`, `/accounts` and `/unlink`.
@Suite(.timeLimit(.minutes(1)))
struct AccountTests {
    private let bench = Bench(publicURL: "https://music.example.org")
    private let asked = Asked()

    private final class Asked: Sendable {
        private let kept = Mutex<[String]>([])

        var lines: [String] { kept.withLock { $0 } }

        func add(_ line: String) { kept.withLock { $0.append(line) } }
    }

    @Test func `a link is for the requester's eyes alone, leads to the page, and is kept nowhere`() async throws {
        let (endpoint, _) = try bench.start(dependencies())
        let option = #"[{"name":"provider","type":3,"value":"spotify"}]"#
        let spoken = try Spoken(await bench.post(Body.command("link", options: option), to: endpoint))
        #expect(spoken.isEphemeral)
        #expect(spoken.raw.contains("https://music.example.org/link/CANARY-ticket"))
        #expect(spoken.text.contains("Spotify"))
        #expect(asked.lines == ["link 12 spotify"])
        let kept = bench.store.content.withLock { Array($0.answers.values) }
        #expect(kept == [nil])
        for line in bench.log.lines { #expect(!line.contains("CANARY")) }
        // Discord's second copy gets a new one: there is none to repeat.
        _ = await bench.post(Body.command("link", options: option), to: endpoint)
        #expect(asked.lines.count == 2)
    }

    @Test func `a provider that is not offered is told apart, with what there is instead`() async throws {
        let (endpoint, _) = try bench.start(dependencies())
        let option = #"[{"name":"provider","type":3,"value":"apple-music"}]"#
        let spoken = try Spoken(await bench.post(Body.command("link", options: option), to: endpoint))
        #expect(spoken.text == "Apple Music can't be linked here. What can be: Spotify, YouTube Premium.")
        let odd = #"[{"name":"provider","type":3,"value":"<script>"}]"#
        let refused = try Spoken(await bench.post(Body.command("link", options: odd, id: 2_000), to: endpoint))
        #expect(refused.text == AnsweringTests.english(.unknownOption))
        #expect(asked.lines.isEmpty)
    }

    @Test func `where nothing is set up it says so`() async throws {
        let (endpoint, _) = try bench.start()
        let spoken = try Spoken(await bench.post(Body.command("link"), to: endpoint))
        #expect(spoken.text == AnsweringTests.english(.linkNothingOffered))
    }

    @Test func `linking is for listed servers; seeing and ending one's links is possible everywhere`() async throws {
        let (endpoint, _) = try bench.start(dependencies())
        let link = try Spoken(await bench.post(Body.command("link", guild: 99), to: endpoint))
        #expect(!link.raw.contains("CANARY"))
        let list = try Spoken(await bench.post(Body.command("accounts", id: 2_000, guild: 99), to: endpoint))
        #expect(list.text.contains("**Spotify** · Zoë · until <t:1790000000:D> · others' blends may use it"))
        #expect(list.text.contains("**YouTube Premium** · has to be linked again"))
        #expect(list.raw.contains("https://music.example.org/account"))
        let option = #"[{"name":"provider","type":3,"value":"spotify"}]"#
        let unlink = try Spoken(
            await bench.post(Body.command("unlink", options: option, id: 3_000, guild: 99), to: endpoint))
        #expect(unlink.text.hasPrefix("Spotify is unlinked."))
        #expect(unlink.text.contains("remove this app in your account's settings at Spotify"))
        #expect(list.isEphemeral && unlink.isEphemeral)
        #expect(asked.lines == ["list 12", "unlink 12 spotify"])
    }

    @Test func `names of accounts can neither format nor mention`() async throws {
        var dependencies = dependencies()
        dependencies.accounts.accounts = { _ in [Self.account("**@everyone** [x](https://evil.example)")] }
        let (endpoint, _) = try bench.start(dependencies)
        let spoken = try Spoken(await bench.post(Body.command("accounts", locale: "de"), to: endpoint))
        #expect(!spoken.text.contains("**@everyone**"))
        #expect(!spoken.text.contains("[x](https"))
        #expect(spoken.text.contains("bis <t:1790000000:D>"))
    }

    @Test func `R21 accounts that hang are told of in time`() async throws {
        let hang = Hang()
        var dependencies = dependencies()
        dependencies.accounts.accounts = { _ in
            await hang.wait()
            return []
        }
        let (endpoint, _) = try bench.start(dependencies)
        async let answer = bench.post(Body.command("accounts"), to: endpoint)
        await bench.time.untilSomeoneSleeps(for: EndpointTiming().inline)
        bench.time.advance(by: EndpointTiming().inline)
        let spoken = try Spoken(await answer)
        #expect(spoken.text.hasPrefix("I can't get at linked accounts"))
        hang.open()
    }

    private func dependencies() -> EndpointDependencies {
        var dependencies = bench.dependencies
        dependencies.accounts = AccountDesk(
            offered: { [.spotify, .youtubeCookies] },
            linkAddress: { [asked] user, provider in
                asked.add("link \(user) \(provider?.rawValue ?? "any")")
                return SecretText("https://music.example.org/link/CANARY-ticket")
            },
            accounts: { [asked] user in
                asked.add("list \(user)")
                return [Self.account("Zoë"), Self.lost]
            },
            unlink: { [asked] user, provider in
                asked.add("unlink \(user) \(provider.rawValue)")
                return .byMember
            })
        return dependencies
    }

    private static func account(_ name: String) -> LinkedAccount {
        LinkedAccount(
            provider: .spotify, needsRelinking: false, profile: AccountProfile(id: "1", name: name), scopes: "",
            mayBlend: true, linkedAt: 0, consentExpiresAt: 1_790_000_000_000)
    }

    private static let lost = LinkedAccount(
        provider: .youtubeCookies, needsRelinking: true, profile: nil, scopes: "", mayBlend: false, linkedAt: 0)
}
