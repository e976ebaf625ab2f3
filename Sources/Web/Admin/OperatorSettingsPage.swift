internal import Access
internal import HTTPServer

/// What operators may change while the bot runs.
struct OperatorSettingsPage: Sendable {
    private struct Content: Sendable {
        let maximumServers: Int
        let isConfirmed: Bool
        let confirm: String
    }

    let site: Site
    let settings: OperatorSettings
    let now: @Sendable () -> Int64

    func add(to pages: inout PageRoutes) {
        pages.operatorPage("/admin/settings", target: .adminSettings) { request, person in
            site.page(
                .adminSettings, "Settings",
                Content(
                    maximumServers: try await settings.maximumServers(), isConfirmed: person.isConfirmed,
                    confirm: InternalPage.adminSettings.signIn(confirms: true)),
                for: Visitor(person: person, address: request.clientAddress),
                notice: request.query["done"] == "1" ? "The settings hold from now on." : nil)
        }
        pages.operatorAction("/admin/settings", target: .adminSettings) { _, person, form in
            let text = form["maximum_servers"] ?? ""
            if text.isEmpty {
                try await settings.setMaximumServers(nil, by: .user(person.user), now: now())
            } else {
                guard let value = Int(text), OperatorSettings.serverRange.contains(value) else {
                    throw HTTPError(.unprocessableContent, "The number of servers must lie between 0 and 100000.")
                }
                try await settings.setMaximumServers(value, by: .user(person.user), now: now())
            }
            return .seeOther("/admin/settings?done=1")
        }
    }
}
