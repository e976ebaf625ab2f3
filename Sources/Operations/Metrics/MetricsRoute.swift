internal import Addresses
package import Crypto
package import HTTPServer

/// `GET /metrics`: for whoever has the token, or, where none is set, for loopback addresses that ask for themselves. A proxy on the
/// same machine that isn't named as trusted would lend its address to everybody.
package struct MetricsRoute: Sendable {
    private static let loopback = ["127.0.0.0/8", "::1/128"].compactMap { CIDR($0) }

    private let page: MetricsPage
    private let token: SecretText?

    package init(page: MetricsPage, token: SecretText?) {
        self.page = page
        self.token = token
    }

    package func add(to router: inout Router) {
        router.on(.get, "/metrics") { request in
            guard isAllowed(request) else { throw HTTPError(.notFound, "Not found") }
            return .bytes(Array(page.text.utf8), type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private func isAllowed(_ request: Request) -> Bool {
        guard let token else {
            guard let address = request.clientAddress, request.headers["X-Forwarded-For"] == nil,
                request.headers["Forwarded"] == nil
            else { return false }
            return Self.loopback.contains { $0.contains(address) }
        }
        return ConstantTime.equal(
            Array((request.headers["Authorization"] ?? "").utf8), Array("Bearer \(token.reveal)".utf8))
    }
}
