/// A request method. Names are case-sensitive tokens (RFC 9110, 9.1).
package struct Method: Hashable, Sendable {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package static let get = Method("GET")
    package static let head = Method("HEAD")
    package static let post = Method("POST")
    package static let put = Method("PUT")
    package static let patch = Method("PATCH")
    package static let delete = Method("DELETE")
    package static let options = Method("OPTIONS")
}

extension Method: CustomStringConvertible {
    package var description: String { name }
}
