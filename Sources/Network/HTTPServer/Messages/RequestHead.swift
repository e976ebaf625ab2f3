internal import Addresses

/// Everything of a request but its body. Shared by all copies of the request.
final class RequestHead: Sendable {
    let id: RequestID
    let method: Method
    /// Visible ASCII that starts with a slash.
    let target: [UInt8]
    let headers: HeaderFields
    let peer: IPAddress?
    let client: IPAddress?
    let isSecure: Bool
    private let pathLength: Int

    init(
        id: RequestID, method: Method, target: [UInt8], headers: HeaderFields, peer: IPAddress?, client: IPAddress?,
        isSecure: Bool
    ) {
        self.id = id
        self.method = method
        self.target = target
        self.headers = headers
        self.peer = peer
        self.client = client
        self.isSecure = isSecure
        pathLength = target.firstIndex(of: 0x3F) ?? target.count
    }

    var path: ArraySlice<UInt8> { target[..<pathLength] }
    var query: ArraySlice<UInt8> { target[min(pathLength + 1, target.count)...] }
}
