/// Thrown by a handler to answer with a status. The message goes to the client: nothing secret belongs in it.
package struct HTTPError: Error, Equatable {
    package let status: Status
    package let message: String

    package init(_ status: Status, _ message: String = "") {
        self.status = status
        self.message = message
    }
}
