package import HTTPServer

/// The cookies there are. `__Host-` keeps other hosts of the domain from setting them (RFC 6265bis, 4.1.3.2).
package enum BrowserCookie: String, Sendable {
    /// Who is signed in.
    case session = "__Host-sid"
    /// Which browser began a way to a provider.
    case attempt = "__Host-attempt"

    /// Nil where there is none, more than one, or something that is none of ours.
    package func secret(in request: Request) -> BrowserSecret? {
        Cookies(request.headers)[rawValue].flatMap { BrowserSecret(cookieValue: $0) }
    }

    /// A `Set-Cookie` that keeps the secret: as long as the browser runs, or for `seconds`. SameSite is Lax since the way back
    /// from a provider is a cross-site navigation.
    package func keep(_ secret: BrowserSecret, seconds: Int? = nil) -> (name: String, value: String) {
        let age = seconds.map { "; Max-Age=\($0)" } ?? ""
        return ("Set-Cookie", "\(rawValue)=\(secret.cookieValue)\(age); \(Self.attributes)")
    }

    package var forget: (name: String, value: String) {
        ("Set-Cookie", "\(rawValue)=; Max-Age=0; \(Self.attributes)")
    }

    private static let attributes = "Path=/; Secure; HttpOnly; SameSite=Lax"
}
