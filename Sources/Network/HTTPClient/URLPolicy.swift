/// Which URLs may be fetched, before any name is resolved. The ``AddressGuard`` decides the rest on the real address.
///
/// Only absolute URLs of the named schemes, without user name or password, without blanks, control characters and
/// backslashes. Internationalised host names are allowed: libcurl maps them (IDNA 2008) before it resolves them, and
/// a name that maps to a number or to a private host is caught by the address.
package struct URLPolicy: Sendable, Equatable {
    package enum Ports: Sendable, Equatable {
        case any
        /// All but the ports that belong to other protocols (mail, shells, databases of names, …), so that a user
        /// can't make the bot speak to them. The list is the Fetch standard's "bad ports".
        case notOfOtherProtocols
    }

    package var allowsPlainHTTP: Bool
    package var ports: Ports

    package init(allowsPlainHTTP: Bool, ports: Ports) {
        self.allowsPlainHTTP = allowsPlainHTTP
        self.ports = ports
    }

    /// For URLs that come from users.
    package static let untrusted = URLPolicy(allowsPlainHTTP: true, ports: .notOfOtherProtocols)
    /// For URLs that come from the operator's configuration.
    package static let configured = URLPolicy(allowsPlainHTTP: true, ports: .any)

    /// Parses and checks. `base` makes a relative reference (a redirect's Location, a playlist's segment) absolute.
    package func validate(
        _ text: String, relativeTo base: HTTPURL? = nil
    ) throws(URLPolicyViolation) -> HTTPURL {
        try HTTPURL(text, relativeTo: base, policy: self)
    }

    func checkScheme(_ scheme: String) throws(URLPolicyViolation) {
        guard scheme == "https" || (scheme == "http" && allowsPlainHTTP) else { throw .schemeForbidden }
    }

    /// Looks at the scheme before any parser does: libcurl's calls `data:x` malformed, or a path where there is a base.
    func checkScheme(ofReference text: String) throws(URLPolicyViolation) {
        guard let end = text.utf8.firstIndex(where: { ":/?#".utf8.contains($0) }), text.utf8[end] == UInt8(ascii: ":")
        else { return }
        try checkScheme(text[..<end].lowercased())
    }

    func checkPort(_ port: UInt16) throws(URLPolicyViolation) {
        guard ports == .any || !Self.portsOfOtherProtocols.contains(port) else { throw .portForbidden(port) }
    }

    private static let portsOfOtherProtocols: Set<UInt16> = [
        1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
        110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
        531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045,
        4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    ]
}
