/// The cookies of a request (RFC 6265, 5.4).
///
/// The gate lets one Cookie field through at most. A name that comes twice in it has no value here: a second cookie of the
/// same name comes from another host or path, and nobody can tell which of the two is ours.
package struct Cookies: Sendable {
    private let values: [Substring: Substring?]

    package init(_ headers: HeaderFields) {
        var values: [Substring: Substring?] = [:]
        for pair in (headers["Cookie"] ?? "").split(separator: ";") {
            let pair = pair.drop { $0 == " " }
            guard let separator = pair.firstIndex(of: "=") else { continue }
            let name = pair[..<separator]
            values[name] = .some(values[name] == nil ? pair[pair.index(after: separator)...] : nil)
        }
        self.values = values
    }

    package subscript(name: String) -> String? {
        values[Substring(name)].flatMap(\.self).map(String.init)
    }
}
