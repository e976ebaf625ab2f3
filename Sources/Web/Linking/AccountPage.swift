internal import Accounts
internal import DiscordTypes
internal import HTTPServer
internal import Jobs
internal import Logging
internal import Storage
internal import Text

/// "My accounts": what is linked and what it is used for, with a way to end each part of it.
struct AccountPage: Sendable {
    private struct Content: Sendable {
        let accounts: [Row]
        let others: [Offer]
        let nothingOffered: Bool
        let hasAccounts: Bool
    }

    private struct Row: Sendable {
        let provider: String
        let words: ProviderWords
        let person: String?
        let plan: String?
        let needsRelinking: Bool
        let start: String?
        let linked: PageTime
        let ends: PageTime?
        let refreshed: PageTime?
        let mayBlend: Bool
        let canBlend: Bool
        let isPreferred: Bool
    }

    private struct Offer: Sendable {
        let words: ProviderWords
        let start: String
    }

    let site: Site
    let accounts: Accounts
    let member: LinkingPages.MemberData

    func add(to pages: inout PageRoutes) {
        let page = InternalPage.account
        pages.personalPage(page.path, target: page) { try await show($0, $1) }
        pages.personalPage("\(page.path)/export", target: page) { try await export($0, $1) }
        pages.personalPage("\(page.path)/delete", target: page) { request, person in
            site.page(
                .accountDelete, "Delete everything of mine",
                for: Visitor(person: person, address: request.clientAddress))
        }
        pages.action("\(page.path)/unlink", target: page) { _, person, form in try await unlink(person, form) }
        pages.action("\(page.path)/check", target: page) { _, person, form in try await check(person, form) }
        pages.action("\(page.path)/blend", target: page) { _, person, form in try await blend(person, form) }
        pages.action("\(page.path)/prefer", target: page) { _, person, form in try await prefer(person, form) }
        pages.action("\(page.path)/delete", target: page) { _, person, form in try await delete(person, form) }
    }

    private func show(_ request: Request, _ person: Visitor.Person) async throws -> Response {
        let linked = try await answering { () async throws(AccountsError) in
            try await accounts.accounts(of: person.user)
        }
        let missing = accounts.providers.offered.filter { provider in !linked.contains { $0.provider == provider } }
        let content = Content(
            accounts: linked.map(row),
            others: missing.map { Offer(words: ProviderWords($0), start: $0.startPath) },
            nothingOffered: accounts.providers.offered.isEmpty && linked.isEmpty, hasAccounts: !linked.isEmpty)
        return site.page(
            .account, "My accounts", content, for: Visitor(person: person, address: request.clientAddress),
            notice: Self.notice(request.query))
    }

    private func row(_ account: LinkedAccount) -> Row {
        Row(
            provider: account.provider.rawValue, words: ProviderWords(account.provider),
            person: account.profile?.name.map { StrangerText.line($0, limit: 60) },
            plan: account.profile?.plan.map { StrangerText.line($0, limit: 30) },
            needsRelinking: account.needsRelinking,
            start: accounts.providers.offers(account.provider) ? account.provider.startPath : nil,
            linked: PageTime(account.linkedAt), ends: account.consentExpiresAt.map { PageTime($0) },
            refreshed: account.refreshedAt.map { PageTime($0) }, mayBlend: account.mayBlend,
            canBlend: account.provider != .youtubeCookies, isPreferred: account.isPreferred)
    }

    private func unlink(_ person: Visitor.Person, _ form: Form) async throws -> Response {
        let provider = try provider(form)
        let revocation = try await answering { () async throws(AccountsError) in
            try await accounts.unlink(person.user, from: provider)
        }
        guard let revocation else { throw HTTPError(.notFound, "That account is not linked any more.") }
        let how = revocation == .done ? "unlinked" : "unlinked-here"
        return .seeOther("\(InternalPage.account.path)?\(how)=\(provider.rawValue)")
    }

    private func check(_ person: Visitor.Person, _ form: Form) async throws -> Response {
        let provider = try provider(form)
        guard provider != .youtubeCookies else { throw HTTPError(.badRequest) }
        do throws(AccountsError) {
            try await accounts.check(person.user, at: provider)
            return .seeOther("\(InternalPage.account.path)?works=\(provider.rawValue)")
        } catch {
            switch error {
            case .relinkNeeded: return .seeOther("\(InternalPage.account.path)?lost=\(provider.rawValue)")
            case .notLinked: throw HTTPError(.notFound, "That account is not linked any more.")
            case .notConfigured: throw HTTPError(.notFound, "The operator has not set up this service any more.")
            case .unavailable:
                let name = ProviderWords(provider).name
                throw HTTPError(.serviceUnavailable, "\(name) can't be reached right now. Try again in a minute.")
            }
        }
    }

    private func blend(_ person: Visitor.Person, _ form: Form) async throws -> Response {
        let provider = try provider(form)
        // Cookies are for their owner's requests alone.
        guard provider != .youtubeCookies else { throw HTTPError(.badRequest) }
        try await answering { () async throws(AccountsError) in
            try await accounts.setMayBlend(form.isTicked("may_blend"), of: person.user, at: provider)
        }
        return .seeOther("\(InternalPage.account.path)?saved=1")
    }

    private func prefer(_ person: Visitor.Person, _ form: Form) async throws -> Response {
        let provider = try provider(form)
        try await answering { () async throws(AccountsError) in
            try await accounts.setPreferred(form.isTicked("preferred"), of: person.user, at: provider)
        }
        return .seeOther("\(InternalPage.account.path)?saved=1")
    }

    private func export(_ request: Request, _ person: Visitor.Person) async throws -> Response {
        let accounts = try await answering { () async throws(AccountsError) in
            try await self.accounts.export(of: person.user)
        }
        let requests = try await member.servers.servers(requestedBy: person.user, limit: 1000)
        let records: MemberRecords
        do {
            records = try await member.records(person.user)
        } catch {
            site.log.info("an export lacks what the voice node keeps", metadata: ["reason": "\(error)"])
            throw HTTPError(
                .serviceUnavailable,
                "Your favourites and playlists can't be reached right now, so the export would not be whole. Try again in a minute."
            )
        }
        var response = Response.json(try MemberExport(accounts, records, requests: requests).json())
        response["Content-Disposition"] = #"attachment; filename="timmybot-\#(person.user).json""#
        return response
    }

    private func delete(_ person: Visitor.Person, _ form: Form) async throws -> Response {
        guard form.isTicked("sure") else { return .seeOther("\(InternalPage.account.path)/delete") }
        let isDone: Bool
        do {
            isDone = try await member.erasures.erase(person.user)
        } catch is AccountsError {
            throw HTTPError(
                .serviceUnavailable, "Not everything could be deleted now. It is noted, and goes on by itself.")
        }
        try await site.sessions.endAll(of: person.user)
        var response = Response.seeOther("/signed-out?deleted=\(isDone ? "all" : "rest")")
        response.fields.append(BrowserCookie.session.forget)
        return response
    }

    private func provider(_ form: Form) throws(HTTPError) -> AccountProvider {
        guard let provider = form["provider"].flatMap({ AccountProvider(rawValue: $0) }) else {
            throw HTTPError(.badRequest, "There is no such service.")
        }
        return provider
    }

    private func answering<Value>(
        _ body: () async throws(AccountsError) -> Value
    ) async throws(HTTPError) -> Value {
        do throws(AccountsError) {
            return try await body()
        } catch {
            switch error {
            case .notLinked: throw HTTPError(.notFound, "That account is not linked any more.")
            default:
                throw HTTPError(
                    .serviceUnavailable, "The bot's records can't be reached right now. Try again in a minute.")
            }
        }
    }

    /// What happened a moment ago. Only names that we know are shown.
    private static func notice(_ query: Query) -> String? {
        let words = { (name: String) in
            query[name].flatMap { AccountProvider(rawValue: $0) }.map { ProviderWords($0) }
        }
        if let linked = words("linked") { return "\(linked.name) is linked." }
        if let working = words("works") { return "\(working.name) works." }
        if let lost = words("lost") { return "\(lost.name) does not accept this link any more. Please link it again." }
        if let unlinked = words("unlinked") {
            return "\(unlinked.name) is unlinked, and what was stored about it is deleted."
        }
        if let unlinked = words("unlinked-here") {
            let removal = unlinked.removal.map { " To take back the permission too: \($0)" } ?? ""
            return "\(unlinked.name) is unlinked, and what was stored about it is deleted.\(removal)"
        }
        return query["saved"] == "1" ? "Saved." : nil
    }
}
