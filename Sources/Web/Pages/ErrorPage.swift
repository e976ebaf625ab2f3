internal import HTTPServer

/// What the page of an error says.
struct ErrorPage: Sendable {
    let title: String
    let text: String
    let code: Int

    init(_ error: HTTPError) {
        title = Self.title(error.status)
        text = error.message.isEmpty ? Self.text(error.status) : error.message
        code = Int(error.status.code)
    }

    static func title(_ status: Status) -> String {
        switch status {
        case .notFound: "There is nothing here"
        case .forbidden: "Not allowed"
        case .tooManyRequests: "Too many at once"
        case .unsupportedMediaType, .badRequest, .contentTooLarge: "That can't be read"
        case .conflict, .gone: "Not any more"
        case .serviceUnavailable, .badGateway: "Not right now"
        default: "Something went wrong"
        }
    }

    private static func text(_ status: Status) -> String {
        switch status {
        case .notFound: "The address may be mistyped, or what was here is gone."
        case .forbidden: "This page refused to do that."
        default: "Go back and try again. If it happens again, tell the operator."
        }
    }
}
