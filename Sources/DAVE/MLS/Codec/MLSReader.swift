/// Reads the presentation language of RFC 9420 §2.1 from bytes in memory.
///
/// What it returns is never larger than what it was given, so a lying length costs nothing.
struct MLSReader {
    /// No handshake message of a voice channel comes near; what is larger is refused unread.
    static let largestMessage = 4 << 20

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) throws(CodecError) {
        guard bytes.count <= Self.largestMessage else { throw .tooLarge }
        rest = bytes[...]
    }

    private init(slice: ArraySlice<UInt8>) {
        rest = slice
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Decodes a value that must fill the bytes exactly.
    static func decode<Value: MLSDecodable>(_ type: Value.Type, from bytes: [UInt8]) throws(CodecError) -> Value {
        var reader = try MLSReader(bytes)
        let value = try Value(from: &reader)
        try reader.finish()
        return value
    }

    func finish() throws(CodecError) {
        guard rest.isEmpty else { throw .trailingBytes }
    }

    mutating func bytes(_ count: Int) throws(CodecError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .truncated }
        let taken = rest.prefix(count)
        rest = rest.dropFirst(count)
        return taken
    }

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(CodecError) -> Value {
        var value: Value = 0
        for byte in try bytes(Value.bitWidth / 8) {
            value = Value(truncatingIfNeeded: UInt64(value) << 8) | Value(byte)
        }
        return value
    }

    /// The length header of a vector, in as few bytes as possible.
    mutating func length() throws(CodecError) -> Int {
        let first = try integer(UInt8.self)
        let prefix = first >> 6
        guard prefix < 3 else { throw .invalidLengthPrefix }
        var value = Int(first & 0x3F)
        for byte in try bytes((1 << Int(prefix)) - 1) { value = value << 8 | Int(byte) }
        let smallest = [0, 1 << 6, 1 << 14][Int(prefix)]
        guard value >= smallest else { throw .lengthNotMinimal }
        return value
    }

    mutating func vector() throws(CodecError) -> [UInt8] {
        Array(try bytes(length()))
    }

    /// A vector of values, as many as fill it.
    mutating func list<Value: MLSDecodable>(of type: Value.Type = Value.self) throws(CodecError) -> [Value] {
        var inner = MLSReader(slice: try bytes(length()))
        var values: [Value] = []
        while !inner.isAtEnd { values.append(try Value(from: &inner)) }
        return values
    }

    mutating func optional<Value: MLSDecodable>(_ type: Value.Type = Value.self) throws(CodecError) -> Value? {
        switch try integer(UInt8.self) {
        case 0: nil
        case 1: try Value(from: &self)
        case let other: throw .unknownValue("optional", UInt64(other))
        }
    }
}
