/// The first reader of a JSON text from outside: it lets pass what every JSON reader understands in the same way, and nothing else.
///
/// Foundation's decoder accepts a byte-order mark, UTF-16, trailing commas, repeated keys (the first one wins) and `1.0` as an
/// integer. Whatever passes here has one meaning, is bounded in every direction and can then be decoded once.
/// One pass over the bytes; nothing is allocated per token.
package enum StrictJSON {
    package struct Limits: Sendable {
        /// Objects and arrays inside each other.
        package var depth = 64
        package var keysPerObject = 512
        package var keys = 16_384
        /// UTF-8 bytes of one string or key after its escapes are resolved. Discord's longest option has 6,000 characters.
        package var stringBytes = 32_768
        /// Characters of one number.
        package var numberLength = 32
        /// Names of members that hold an integer literal whenever they hold a number: `1.0` and `1e0` are refused there.
        package var integerMembers: [String] = ["type", "component_type", "size", "page"]

        package init() {}
    }

    /// What the text holds at its outermost level.
    package enum Root: Hashable, Sendable {
        /// An object; `type` is its member of that name where that is an integer literal.
        case object(type: Int64?)
        case other
    }

    package static func check(_ bytes: [UInt8], limits: Limits = Limits()) throws(StrictJSONError) -> Root {
        var scanner = StrictJSONScanner(bytes, limits: limits)
        return try scanner.scan()
    }
}

/// Why a text was refused. It never holds a part of the text.
package struct StrictJSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Hashable, Sendable {
        case byteOrderMark, notUTF8, syntax, trailingBytes, unexpectedEnd
        case tooDeep, tooManyKeys, stringTooLong, numberTooLong
        case duplicateKey, loneSurrogate, controlCharacter, numberOutOfRange, notAnInteger
    }

    package var reason: Reason
    /// Of the byte at which it was noticed.
    package var offset: Int

    package var description: String { "\(reason.rawValue) at byte \(offset)" }
}
