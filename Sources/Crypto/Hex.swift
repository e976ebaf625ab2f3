/// Hexadecimal text (RFC 4648 §8, without any separators or white space).
package enum Hex {
    /// Lower-case digits.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes, or nil if the text has an odd length or any character that is not a digit.
    /// `lowerCaseOnly` refuses `A`-`F` too, for places where one value must have one spelling.
    package static func decode(_ text: some StringProtocol, lowerCaseOnly: Bool = false) -> [UInt8]? {
        decode(digits: Array(text.utf8), lowerCaseOnly)
    }

    /// The same for the commonest text. Without this one, other modules run the generic code, which takes ten times as long.
    package static func decode(_ text: String, lowerCaseOnly: Bool = false) -> [UInt8]? {
        decode(digits: Array(text.utf8), lowerCaseOnly)
    }

    private static func decode(digits: [UInt8], _ lowerCaseOnly: Bool) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(of: digits[index], lowerCaseOnly: lowerCaseOnly),
                let low = value(of: digits[index + 1], lowerCaseOnly: lowerCaseOnly)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(of digit: UInt8, lowerCaseOnly: Bool) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F") where !lowerCaseOnly: digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
