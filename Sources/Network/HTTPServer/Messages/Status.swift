/// A response status, 200 to 599; the reason phrase is libmicrohttpd's.
package struct Status: Hashable, Sendable {
    package let code: UInt16

    /// A code outside 200...599 is a mistake of the caller.
    package init(_ code: UInt16) {
        precondition((200...599).contains(code), "not a final status: \(code)")
        self.code = code
    }

    package static let ok = Status(200)
    package static let created = Status(201)
    package static let accepted = Status(202)
    package static let noContent = Status(204)
    package static let seeOther = Status(303)
    package static let notModified = Status(304)
    package static let badRequest = Status(400)
    package static let unauthorized = Status(401)
    package static let forbidden = Status(403)
    package static let notFound = Status(404)
    package static let methodNotAllowed = Status(405)
    package static let conflict = Status(409)
    package static let gone = Status(410)
    package static let contentTooLarge = Status(413)
    package static let targetTooLong = Status(414)
    package static let unsupportedMediaType = Status(415)
    package static let expectationFailed = Status(417)
    package static let unprocessableContent = Status(422)
    package static let tooManyRequests = Status(429)
    package static let headerTooLarge = Status(431)
    package static let internalServerError = Status(500)
    package static let badGateway = Status(502)
    package static let serviceUnavailable = Status(503)
}

extension Status: CustomStringConvertible {
    package var description: String { String(code) }
}
