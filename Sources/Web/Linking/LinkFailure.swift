internal import Accounts
internal import HTTPServer
internal import Logging
internal import Storage

/// What people are told when a link did not come about, and with what status.
struct LinkFailure: Sendable {
    let text: String
    let status: Status

    init(text: String, status: Status) {
        self.text = text
        self.status = status
    }

    init(_ error: LinkError, at provider: AccountProvider?) {
        let name = provider.map { ProviderWords($0).name } ?? "the provider"
        (text, status) = Self.answer(error, name)
    }

    private static func answer(_ error: LinkError, _ name: String) -> (String, Status) {
        switch error {
        case .notConfigured: ("The operator has not set up linking \(name).", .notFound)
        case .ticketGone:
            (
                "This link was used already, or is older than ten minutes. Write /link in Discord to get a new one.",
                .gone
            )
        case .ticketOfAnother:
            (
                "This link was made for somebody else. Nothing was linked. Write /link in Discord to get one of your own.",
                .forbidden
            )
        case .malformedCallback:
            ("That answer did not come from \(name) as it should. Nothing was linked.", .badRequest)
        case .otherIssuer, .otherProvider:
            ("That answer came from somewhere other than \(name). Nothing was linked.", .badRequest)
        case .unknownAttempt:
            (
                "That way to \(name) was finished already, or took more than ten minutes. Please begin again.",
                .badRequest
            )
        case .otherBrowser, .otherUser:
            ("That way to \(name) was begun by somebody else or in another browser. Nothing was linked.", .forbidden)
        case .declined: ("You said no to \(name). Nothing was linked.", .ok)
        case .refused: ("\(name) refused. Please begin again; if it stays so, tell the operator.", .badGateway)
        case .notAdmitted:
            (
                "\(name) does not let this bot serve you yet. The operator has to add you there first, and has room for five people.",
                .forbidden
            )
        case .invalidToken: ("\(name) does not accept that sign-in. Please try again.", .badRequest)
        case .cookies(let error): (text(error), .unprocessableContent)
        case .unavailable:
            (
                "\(name) or the bot's records can't be reached right now. Please try again in a minute.",
                .serviceUnavailable
            )
        }
    }

    private static func text(_ error: CookieError) -> String {
        switch error {
        case .tooLarge, .tooMany: "That is too much for one browser's cookies of YouTube. Export youtube.com only."
        case .notText, .noHeader:
            "That is no cookies.txt. The file begins with “# Netscape HTTP Cookie File”; copy all of it, unchanged."
        case .malformedLine(let number):
            "Line \(number) is not as a cookies.txt has it: seven parts with tabs between them. Copy the file unchanged."
        case .nothingOfYouTube: "There is no cookie of youtube.com or google.com in it that is still good."
        case .notSignedIn:
            "Those cookies are of a browser that was not signed in to YouTube. Sign in first, then export."
        }
    }
}

extension Site {
    /// The page that says why nothing was linked.
    func linkFailed(_ error: LinkError, at provider: AccountProvider?, for visitor: Visitor) -> Response {
        let failure = LinkFailure(error, at: provider)
        log.info(
            "a link did not come about",
            metadata: ["provider": "\(provider?.rawValue ?? "none")", "reason": "\(LinkFailure.reason(error))"])
        return page(
            .linkFailed, "Nothing was linked",
            LinkFailedContent(text: failure.text, retry: provider?.startPath), for: visitor, status: failure.status)
    }
}

extension LinkFailure {
    /// For the log: the fact, without anything that came with the request.
    static func reason(_ error: LinkError) -> String {
        switch error {
        case .refused(let code): "refused: \(code)"
        case .cookies: "cookies"
        default: "\(error)"
        }
    }
}

private struct LinkFailedContent: Sendable {
    let text: String
    let retry: String?
}
