/// The query of a target, decoded when asked (URL standard, application/x-www-form-urlencoded).
package struct Query: Sendable {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// As it was sent.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The first value of that name. Nil if there is none or its escapes, name or UTF-8 are broken.
    package subscript(name: String) -> String? {
        values(of: name).first
    }

    /// All names and values, in order; nil where any is broken.
    package var pairs: [(name: String, value: String)]? {
        var found: [(name: String, value: String)] = []
        for pair in bytes.split(separator: 0x26) {
            let separator = pair.firstIndex(of: 0x3D) ?? pair.endIndex
            guard let name = PercentDecoding.formText(pair[..<separator]),
                let value = PercentDecoding.formText(pair[separator...].dropFirst())
            else { return nil }
            found.append((name, value))
        }
        return found
    }

    /// All values of that name, in order; broken ones are left out.
    package func values(of name: String) -> [String] {
        var found: [String] = []
        for pair in bytes.split(separator: 0x26) {
            let separator = pair.firstIndex(of: 0x3D) ?? pair.endIndex
            guard PercentDecoding.formText(pair[..<separator]) == name else { continue }
            guard let value = PercentDecoding.formText(pair[separator...].dropFirst()) else { continue }
            found.append(value)
        }
        return found
    }
}
