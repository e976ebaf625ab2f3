package import Crypto

/// A browser's cookies in the Netscape format, cut down to what YouTube needs.
///
/// Read strictly: a file with one odd line is refused whole, for a cookie that is misread may go to the wrong host. The format
/// is the one of curl and yt-dlp: domain, whether subdomains count, path, whether https only, end, name, value.
package struct CookieText: Sendable {
    static let maximumSize = 1 << 20
    private static let maximumLines = 10_000
    private static let maximumLine = 8 << 10
    private static let maximumRows = 400
    private static let headers: Set<Substring> = ["# Netscape HTTP Cookie File", "# HTTP Cookie File"]
    private static let hosts = ["youtube.com", "google.com"]
    /// Any of them is only set in a browser that is signed in.
    private static let signedIn: Set<Substring> = ["SAPISID", "__Secure-1PAPISID", "__Secure-3PAPISID", "LOGIN_INFO"]

    /// The header line and the rows that were kept.
    package let text: SecretText
    package let rowCount: Int
    /// When the last of the cookies that prove the sign-in ends, in milliseconds since 1970; nil where none says.
    package let endsAt: Int64?

    /// `now` in milliseconds since 1970: rows past their end are left out.
    package init(_ bytes: [UInt8], now: Int64) throws(CookieError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        let unmarked = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        let lines = unmarked.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        guard lines.count <= Self.maximumLines else { throw .tooLarge }
        guard let first = lines.first, Self.headers.contains(first) else { throw .noHeader }
        var rows: [Row] = []
        for (index, line) in lines.enumerated().dropFirst() {
            guard let row = try Row(line, number: index + 1), row.isWanted, row.endsAt.map({ $0 > now }) ?? true
            else { continue }
            rows.append(row)
            guard rows.count <= Self.maximumRows else { throw .tooMany }
        }
        guard !rows.isEmpty else { throw .nothingOfYouTube }
        let proofs = rows.filter { Self.signedIn.contains($0.name) }
        guard !proofs.isEmpty else { throw .notSignedIn }
        endsAt = proofs.compactMap(\.endsAt).max()
        rowCount = rows.count
        self.text = SecretText(
            (["# Netscape HTTP Cookie File"] + rows.map(\.line)).joined(separator: "\n") + "\n")
    }

    private struct Row {
        let line: String
        let host: Substring
        let name: Substring
        /// Milliseconds since 1970; nil for a cookie that ends with its browser.
        let endsAt: Int64?

        /// Nil for a comment or an empty line.
        init?(_ line: Substring, number: Int) throws(CookieError) {
            guard line.utf8.count <= CookieText.maximumLine else { throw .malformedLine(number) }
            let content = line.hasPrefix("#HttpOnly_") ? line.dropFirst(10) : line
            guard !content.isEmpty, !content.hasPrefix("#") else { return nil }
            let fields = content.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 7, ["TRUE", "FALSE"].contains(fields[1]), ["TRUE", "FALSE"].contains(fields[3]),
                fields[2].hasPrefix("/"), let host = Self.host(fields[0]), !fields[5].isEmpty,
                fields[4].utf8.count <= 15, let end = Int64(fields[4]), end >= 0,
                content.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F || $0 == "\t" })
            else { throw .malformedLine(number) }
            self.line = String(line)
            self.host = host
            name = fields[5]
            endsAt = end == 0 ? nil : end * 1000
        }

        var isWanted: Bool {
            CookieText.hosts.contains { host == $0 || host.hasSuffix("." + $0) }
        }

        /// Lower case, without the leading dot; nil where it is no host name.
        private static func host(_ field: Substring) -> Substring? {
            let host = (field.hasPrefix(".") ? field.dropFirst() : field).lowercased()[...]
            let isName = host.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            }
            return (1...253).contains(host.utf8.count) && isName ? host : nil
        }
    }
}
