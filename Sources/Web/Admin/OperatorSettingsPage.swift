internal import Access
internal import Accounts
internal import HTTPServer
internal import Storage

/// What operators may change while the bot runs. Each change is told with a button that takes it back.
struct OperatorSettingsPage: Sendable {
    private struct Content: Sendable {
        let maximumServers: Int
        let defaultVolume: String
        let providers: [Provider]
        let isConfirmed: Bool
        let confirm: String
        let done: Done?
    }

    private struct Provider: Sendable {
        let id: String
        let name: String
        /// The settings that are missing; nil where it is set up.
        let missing: String?
        let isOn: Bool
        let linked: Int
    }

    /// What was just changed, and the form that takes it back.
    private struct Done: Sendable {
        let text: String
        let field: String
        let value: String
        /// Beside a provider's state.
        let provider: String?
    }

    private static let path = "/admin/settings"
    private static let servers = "maximum_servers"
    private static let volume = "default_volume"
    private static let provider = "provider"
    private static let state = "state"

    let site: Site
    let settings: OperatorSettings
    let providers: [ProviderReadiness]
    let links: @Sendable () async -> LinkFigures?
    let now: @Sendable () -> Int64

    func add(to pages: inout PageRoutes) {
        pages.operatorPage(Self.path, target: .adminSettings) { request, person in
            site.page(
                .adminSettings, "Settings", try await content(person, request.query),
                for: Visitor(person: person, address: request.clientAddress))
        }
        pages.operatorAction(Self.path, target: .adminSettings) { _, person, form in
            let before = try await settings.refresh()
            let (change, undoing) = try Self.change(form, before)
            try await settings.set(change, by: .user(person.user), now: now())
            return .seeOther("\(Self.path)?\(undoing)")
        }
    }

    private func content(_ person: Visitor.Person, _ query: Query) async throws -> Content {
        let choices = try await settings.refresh()
        let links = await links()
        return Content(
            maximumServers: try await settings.maximumServers(),
            defaultVolume: choices.defaultVolume.map { "\($0)" } ?? "",
            providers: providers.map { provider in
                Provider(
                    id: provider.provider.rawValue, name: provider.name, missing: provider.missing,
                    isOn: !choices.switchedOff.contains(provider.provider),
                    linked: links?.linked[ProviderWords(provider.provider).name] ?? 0)
            },
            isConfirmed: person.isConfirmed, confirm: InternalPage.adminSettings.signIn(confirms: true),
            done: done(query))
    }

    /// The change that a form asks for, and the query that tells of it and of what was before.
    private static func change(_ form: Form, _ before: OperatorChoices) throws(HTTPError) -> (OperatorChange, String) {
        if let text = form[servers] {
            let value = try number(text, OperatorChange.serverRange, "The number of servers")
            return (.maximumServers(value), "done=\(servers)&was=\(before.maximumServers.map { "\($0)" } ?? "")")
        }
        if let text = form[volume] {
            let value = try number(text, OperatorChange.volumeRange, "The volume")
            return (.defaultVolume(value), "done=\(volume)&was=\(before.defaultVolume.map { "\($0)" } ?? "")")
        }
        guard let name = form[provider].flatMap({ AccountProvider(rawValue: $0) }), let wanted = form[state],
            wanted == "on" || wanted == "off"
        else { throw HTTPError(.badRequest, "There is no such setting.") }
        let was = before.switchedOff.contains(name) ? "off" : "on"
        return (.provider(name, isOn: wanted == "on"), "done=\(name.rawValue)&was=\(was)")
    }

    /// Nil for an empty field: as configured.
    private static func number(_ text: String, _ range: ClosedRange<Int>, _ what: String) throws(HTTPError) -> Int? {
        guard !text.isEmpty else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw HTTPError(
                .unprocessableContent, "\(what) must lie between \(range.lowerBound) and \(range.upperBound).")
        }
        return value
    }

    /// Only names and values that a form could have sent are shown.
    private func done(_ query: Query) -> Done? {
        guard let name = query["done"], let was = query["was"] else { return nil }
        let wasNumber = was.isEmpty || Int(was) != nil
        switch name {
        case Self.servers where wasNumber:
            let before = was.isEmpty ? "as configured" : was
            return Done(
                text: "The number of places holds from now on. Before, it was \(before).", field: name, value: was,
                provider: nil)
        case Self.volume where wasNumber:
            let before = was.isEmpty ? "the original’s" : "\(was) %"
            return Done(
                text: "Servers that are new begin with this volume from now on. Before, it was \(before).",
                field: name, value: was, provider: nil)
        default:
            guard let known = providers.first(where: { $0.provider.rawValue == name }), ["on", "off"].contains(was)
            else { return nil }
            let text =
                was == "on"
                ? "\(known.name) is switched off: nobody is offered it, and nothing is found or played with it. Links stay."
                : "\(known.name) is switched on again."
            return Done(text: text, field: Self.state, value: was, provider: name)
        }
    }
}
