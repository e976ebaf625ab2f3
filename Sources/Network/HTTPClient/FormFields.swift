/// Names and values as a query or a form's body carries them (URL standard, application/x-www-form-urlencoded). Everything but
/// unreserved characters (RFC 3986, 2.3) is escaped, a blank as `%20`, which every reader takes.
package enum FormFields {
    package static func encode(_ fields: KeyValuePairs<String, String>) -> String {
        encode(fields.map { (name: $0.key, value: $0.value) })
    }

    package static func encode(_ fields: [(name: String, value: String)]) -> String {
        fields.map { "\(escape($0.name))=\(escape($0.value))" }.joined(separator: "&")
    }

    package static func escape(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: escaped.append(byte)
            default: escaped += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
