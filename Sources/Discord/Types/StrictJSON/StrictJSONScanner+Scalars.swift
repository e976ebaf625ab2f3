extension StrictJSONScanner {
    /// Reads a string from its opening to behind its closing quotation mark.
    mutating func string() throws(StrictJSONError) -> StrictJSONKey {
        position += 1
        let start = position
        var hash = StrictJSONKey.hashSeed
        var hasEscapes = false
        var length = 0
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                guard length <= limits.stringBytes else { throw refusal(.stringTooLong) }
                let end = position
                position += 1
                return StrictJSONKey(hash: hash, range: start..<end, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                for unit in try escape() {
                    hash = StrictJSONKey.extend(hash, with: unit)
                    length += 1
                }
            case 0..<0x20: throw refusal(.controlCharacter)
            case 0x20..<0x80:
                hash = StrictJSONKey.extend(hash, with: byte)
                length += 1
                position += 1
            default:
                let width = try multibyteWidth()
                for offset in 0..<width { hash = StrictJSONKey.extend(hash, with: bytes[position + offset]) }
                length += width
                position += width
            }
        }
        throw refusal(.unexpectedEnd)
    }

    private mutating func escape() throws(StrictJSONError) -> Unicode.UTF8.EncodedScalar {
        do {
            let escape = try StrictJSONEscape.read(at: position, in: bytes)
            position += escape.length
            return escape.utf8
        } catch {
            switch error {
            case .syntax: throw refusal(.syntax)
            case .loneSurrogate: throw refusal(.loneSurrogate)
            }
        }
    }

    /// Bytes of the well-formed UTF-8 sequence at `position` (Unicode 15, table 3-7).
    private func multibyteWidth() throws(StrictJSONError) -> Int {
        func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            position + offset < bytes.count && range.contains(bytes[position + offset])
        }
        let isWellFormed: Bool
        let width: Int
        switch bytes[position] {
        case 0xC2...0xDF: (width, isWellFormed) = (2, continues(1))
        case 0xE0: (width, isWellFormed) = (3, continues(1, 0xA0...0xBF) && continues(2))
        case 0xED: (width, isWellFormed) = (3, continues(1, 0x80...0x9F) && continues(2))
        case 0xE1...0xEF: (width, isWellFormed) = (3, continues(1) && continues(2))
        case 0xF0: (width, isWellFormed) = (4, continues(1, 0x90...0xBF) && continues(2) && continues(3))
        case 0xF1...0xF3: (width, isWellFormed) = (4, continues(1) && continues(2) && continues(3))
        case 0xF4: (width, isWellFormed) = (4, continues(1, 0x80...0x8F) && continues(2) && continues(3))
        default: (width, isWellFormed) = (0, false)
        }
        guard isWellFormed else { throw refusal(.notUTF8) }
        return width
    }

    /// Reads a number; its value if it is an integer literal, which must fit 64 signed bits, else nil.
    /// A number with a fraction or an exponent always has a finite value as a `Double`.
    mutating func number() throws(StrictJSONError) -> Int64? {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let integer = try integerPart(isNegative: isNegative)
        var isInteger = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            try exponent()
        }
        guard position - start <= limits.numberLength else { throw refusal(.numberTooLong) }
        guard isInteger else { return nil }
        guard let integer else { throw StrictJSONError(reason: .numberOutOfRange, offset: start) }
        return integer
    }

    /// Nil where the digits do not fit.
    private mutating func integerPart(isNegative: Bool) throws(StrictJSONError) -> Int64? {
        guard position < bytes.count else { throw refusal(.unexpectedEnd) }
        if bytes[position] == UInt8(ascii: "0") {
            position += 1
            return 0
        }
        let start = position
        try digits()
        var value: Int64? = 0
        for byte in bytes[start..<position] {
            guard let known = value else { break }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (product, overflow) = known.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
            value = overflow || carry ? nil : sum
        }
        return value
    }

    private mutating func exponent() throws(StrictJSONError) {
        position += 1
        if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
            position += 1
        }
        let start = position
        try digits()
        // With at most 32 digits before it, an exponent of two digits cannot leave the range of a Double.
        guard position - start <= 2 else { throw refusal(.numberOutOfRange) }
    }

    private mutating func digits() throws(StrictJSONError) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        guard position > start else { throw refusal(position < bytes.count ? .syntax : .unexpectedEnd) }
    }
}
