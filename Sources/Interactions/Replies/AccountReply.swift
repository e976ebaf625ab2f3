internal import Accounts
internal import Crypto
internal import DiscordTypes
internal import Storage

/// What members read about their linked accounts.
struct AccountReply: Sendable {
    let texts: Texts
    let publicURL: String?

    var nothingOffered: Card { Card(tone: .note, body: [texts(.linkNothingOffered)]) }

    func notOffered(_ provider: AccountProvider, instead: [AccountProvider]) -> Card {
        Card(
            tone: .problem,
            body: [texts(.linkNotOffered, ["provider": "\(provider.name)", "others": Self.names(instead)])])
    }

    func link(_ address: SecretText, to provider: AccountProvider?, offered: [AccountProvider]) -> Card {
        Card(
            tone: .music, title: texts(.linkTitle),
            body: [
                provider.map { texts(.linkOne, ["provider": "\($0.name)"]) }
                    ?? texts(.linkAny, ["providers": Self.names(offered)]),
                texts(.linkUse),
            ],
            footnote: texts(.linkOnlyYou),
            buttons: [Button(label: texts.plain(.linkButton), action: .link(address.reveal))])
    }

    func list(_ accounts: [LinkedAccount], offered: [AccountProvider]) -> Card {
        guard !accounts.isEmpty else {
            return Card(tone: .note, body: [texts(offered.isEmpty ? .linkNothingOffered : .accountsNone)])
        }
        return Card(
            tone: .music, title: texts(.accountsTitle), body: accounts.map(line), footnote: texts(.accountsHint),
            buttons: publicURL.map {
                [Button(label: texts.plain(.accountsButton), action: .link("\($0)/account"))]
            } ?? [])
    }

    func unlinked(_ provider: AccountProvider, _ revocation: Accounts.Revocation?) -> Card {
        let name: [String: Markdown] = ["provider": "\(provider.name)"]
        switch revocation {
        case nil: return Card(tone: .note, body: [texts(.unlinkedNothing, name)])
        case .done: return Card(tone: .note, body: [texts(.unlinked, name)])
        case .byMember where provider == .youtubeCookies:
            return Card(tone: .note, body: [texts(.unlinkedCookies)])
        case .byMember, .failed: return Card(tone: .note, body: [texts(.unlinked, name), texts(.unlinkedByYou, name)])
        }
    }

    private func line(_ account: LinkedAccount) -> Markdown {
        let name: Markdown = "\(account.provider.name)"
        let person = account.profile?.name.map { "\($0)" as Markdown }
        var facts: [Markdown] = []
        if account.needsRelinking {
            facts.append(texts(.accountNeedsRelinking))
        } else if let end = account.consentExpiresAt {
            facts.append(texts(.accountUntil, ["day": Markdown(trusted: "<t:\(end / 1000):D>")]))
        }
        if account.mayBlend { facts.append(texts(.accountInBlends)) }
        let head = person.map { "**\(name)** · \($0)" as Markdown } ?? "**\(name)**"
        return ([head] + facts).joined(by: " · ")
    }

    private static func names(_ providers: [AccountProvider]) -> Markdown {
        providers.map { "\($0.name)" as Markdown }.joined(by: ", ")
    }
}
