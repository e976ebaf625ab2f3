/// Why bytes are not what they should encode.
package enum CodecError: Error, Equatable {
    case truncated
    case trailingBytes
    case tooLarge
    case invalidLengthPrefix
    /// A length was written in more bytes than it needs.
    case lengthNotMinimal
    /// A selector has a value this client does not know.
    case unknownValue(String, UInt64)
}
