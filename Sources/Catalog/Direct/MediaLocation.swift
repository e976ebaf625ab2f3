internal import HTTPClient

/// Where a medium is, and what its server wants to see with every request, such as a Referer.
struct MediaLocation: Sendable, Equatable {
    var url: String
    var headers: HTTPHeaders = [:]
}
