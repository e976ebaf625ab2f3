/// Attribute lists (RFC 8216 §4.2): `NAME=value,NAME="value, with comma"`.
enum HLSAttributes {
    static func read(_ text: Substring) -> [String: String] {
        var attributes: [String: String] = [:]
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].trimming()
            rest = rest[rest.index(after: equals)...]
            let value: Substring
            if rest.first == "\"" {
                rest = rest.dropFirst()
                value = rest.prefix { $0 != "\"" }
                rest = rest.dropFirst(value.count + 1)
            } else {
                value = rest.prefix { $0 != "," }
                rest = rest.dropFirst(value.count)
            }
            attributes[String(name)] = String(value)
            rest = rest.drop { $0 == "," || $0 == " " }
        }
        return attributes
    }
}
