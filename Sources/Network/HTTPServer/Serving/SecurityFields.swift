/// The header that every answer carries, libmicrohttpd's own error pages included.
package struct SecurityFields: Sendable {
    package let fields: [(name: String, value: String)]

    /// They are written in code, so one that could break a header is a mistake of the programmer.
    package init(_ fields: [(name: String, value: String)]) {
        for (name, value) in fields { precondition(ASCII.isField(name, value), "no header field: \(name)") }
        self.fields = fields
    }

    /// Nothing may be loaded but our own styles, scripts and images, nobody may frame us, nothing is stored.
    package static let standard = SecurityFields([
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
                + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ])

    /// Two years, for this name only: names below it may be somebody else's.
    static let strictTransport = (name: "Strict-Transport-Security", value: "max-age=63072000")

    func adding(strictTransport wanted: Bool) -> SecurityFields {
        guard wanted, !fields.contains(where: { ASCII.equalIgnoringCase($0.name.utf8, Self.strictTransport.name.utf8) })
        else { return self }
        return SecurityFields(fields + [Self.strictTransport])
    }
}
