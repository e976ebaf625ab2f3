/// A key of an object being scanned: where it stands in the text, and a hash of what it spells.
struct StrictJSONKey {
    /// FNV-1a over the UTF-8 of the key with its escapes resolved.
    var hash: UInt64
    /// Between the quotation marks.
    var range: Range<Int>
    var hasEscapes: Bool

    static let hashSeed: UInt64 = 0xCBF2_9CE4_8422_2325

    static func extend(_ hash: UInt64, with byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    static func hash(of text: String) -> UInt64 {
        text.utf8.reduce(hashSeed, extend(_:with:))
    }

    /// The final word where two hashes agree. Both keys are known to be well formed.
    func spells(sameAs other: StrictJSONKey, in bytes: [UInt8]) -> Bool {
        guard hasEscapes || other.hasEscapes else { return bytes[range].elementsEqual(bytes[other.range]) }
        return spelling(in: bytes) == other.spelling(in: bytes)
    }

    private func spelling(in bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let byte = bytes[position]
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                position += 1
                continue
            }
            guard let escape = try? StrictJSONEscape.read(at: position, in: bytes) else { return result }
            result.append(contentsOf: escape.utf8)
            position += escape.length
        }
        return result
    }
}

/// One escape sequence of a string, a surrogate pair counting as one.
struct StrictJSONEscape {
    enum Problem: Error {
        case syntax, loneSurrogate
    }

    var scalar: Unicode.Scalar
    /// Bytes of the text it takes, from the backslash on.
    var length: Int

    private init(_ scalar: Unicode.Scalar, length: Int) {
        self.scalar = scalar
        self.length = length
    }

    /// `position` is that of the backslash.
    static func read(at position: Int, in bytes: [UInt8]) throws(Problem) -> Self {
        guard position + 1 < bytes.count else { throw .syntax }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""): return Self("\"", length: 2)
        case UInt8(ascii: "\\"): return Self("\\", length: 2)
        case UInt8(ascii: "/"): return Self("/", length: 2)
        case UInt8(ascii: "b"): return Self("\u{08}", length: 2)
        case UInt8(ascii: "f"): return Self("\u{0C}", length: 2)
        case UInt8(ascii: "n"): return Self("\n", length: 2)
        case UInt8(ascii: "r"): return Self("\r", length: 2)
        case UInt8(ascii: "t"): return Self("\t", length: 2)
        case UInt8(ascii: "u"): return try unicode(at: position, in: bytes)
        default: throw .syntax
        }
    }

    private static func unicode(at position: Int, in bytes: [UInt8]) throws(Problem) -> Self {
        guard let first = hexadecimal(at: position + 2, in: bytes) else { throw .syntax }
        if let scalar = Unicode.Scalar(first) { return Self(scalar, length: 6) }
        guard first < 0xDC00, position + 7 < bytes.count, bytes[position + 6] == UInt8(ascii: "\\"),
            bytes[position + 7] == UInt8(ascii: "u"), let second = hexadecimal(at: position + 8, in: bytes),
            (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw .loneSurrogate }
        return Self(scalar, length: 12)
    }

    private static func hexadecimal(at position: Int, in bytes: [UInt8]) -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }

    var utf8: Unicode.UTF8.EncodedScalar {
        // A scalar always has an UTF-8 form; the replacement is never reached.
        UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }
}
