package import DiscordTypes

/// The pages that a sign-in may lead to. Nothing else: an address from outside is never a target.
package enum InternalPage: Hashable, Sendable {
    case home, request, requests, sessions, account, link, admin, adminSettings
    case adminServer(GuildID)

    private static let plain: [String: InternalPage] = [
        "home": .home, "request": .request, "requests": .requests, "sessions": .sessions, "account": .account,
        "link": .link,
        "admin": .admin, "settings": .adminSettings,
    ]
    private static let serverPrefix = "server-"

    package var path: String {
        switch self {
        case .home: "/"
        case .request: "/request"
        case .requests: "/requests"
        case .sessions: "/sessions"
        case .account: "/account"
        case .link: "/link"
        case .admin: "/admin"
        case .adminSettings: "/admin/settings"
        case .adminServer(let guild): "/admin/servers/\(guild)"
        }
    }
}

extension InternalPage: LosslessStringConvertible {
    package init?(_ description: String) {
        if let page = Self.plain[description] {
            self = page
        } else if description.hasPrefix(Self.serverPrefix),
            let guild = GuildID(String(description.dropFirst(Self.serverPrefix.count)))
        {
            self = .adminServer(guild)
        } else {
            return nil
        }
    }

    package var description: String {
        if case .adminServer(let guild) = self { return "\(Self.serverPrefix)\(guild)" }
        return Self.plain.first { $0.value == self }?.key ?? "home"
    }

    /// Where a person signs in to come back here. `confirms` asks Discord to ask them, even if they are signed in.
    package func signIn(confirms: Bool = false) -> String {
        "/sign-in?for=\(description)" + (confirms ? "&confirm=1" : "")
    }
}
