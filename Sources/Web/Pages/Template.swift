/// The pages' templates: `public/pages/<name>.mustache`. All are read at the start.
package enum Template: String, CaseIterable, Sendable {
    // Frames and parts, used by the others.
    case layout, adminLayout = "admin-layout"

    case home, error
    case signedOut = "signed-out"
    case signInFailed = "sign-in-failed"
    case sessions
    case adminOverview = "admin-overview"
    case adminLive = "admin-live"
    case adminServers = "admin-servers"
    case adminServer = "admin-server"
    case adminRoom = "admin-room"
    case adminNodes = "admin-nodes"
    case adminAudit = "admin-audit"
    case adminSettings = "admin-settings"
    case access, request, requests, privacy, terms

    case link, account
    case linkFailed = "link-failed"
    case linkApple = "link-apple"
    case linkCookies = "link-cookies"
    case accountDelete = "account-delete"
}
