/// Reads EBML's variable-length numbers and element headers. Source: RFC 8794 §4 to §6.
enum EBML {
    struct Header: Equatable {
        let identifier: UInt32
        /// How many bytes the element's body has; nil where the writer did not know it.
        let size: UInt64?
        /// How many bytes the header itself has.
        let length: Int
    }

    enum Parsed<Value> {
        case value(Value)
        case needsInput
        case invalid
    }

    /// The header that begins at `offset`, where `count` bytes can be read by `byte`.
    static func header(at offset: Int, count: Int, _ byte: (Int) -> UInt8) -> Parsed<Header> {
        guard offset < count else { return .needsInput }
        let identifierLength = byte(offset).leadingZeroBitCount + 1
        guard identifierLength <= 4 else { return .invalid }
        guard offset + identifierLength < count else { return .needsInput }
        let identifier = (0..<identifierLength).reduce(UInt32(0)) { $0 << 8 | UInt32(byte(offset + $1)) }
        switch number(at: offset + identifierLength, count: count, byte) {
        case .needsInput: return .needsInput
        case .invalid: return .invalid
        case .value(let size):
            return .value(
                Header(
                    identifier: identifier, size: size.isUnknown ? nil : size.value,
                    length: identifierLength + size.length))
        }
    }

    struct Number {
        let value: UInt64
        let length: Int

        /// All value bits are one: for a size this means "unknown".
        var isUnknown: Bool { value == UInt64(1) << (7 * length) - 1 }

        /// The number read as a difference between lengths, RFC 9559 §10.3.3.
        var signed: Int64 { Int64(value) - (Int64(1) << (7 * length - 1) - 1) }
    }

    /// The variable-length number that begins at `offset`, without its length marker.
    static func number(at offset: Int, count: Int, _ byte: (Int) -> UInt8) -> Parsed<Number> {
        guard offset < count else { return .needsInput }
        let first = byte(offset)
        let length = first.leadingZeroBitCount + 1
        guard length <= 8 else { return .invalid }
        guard offset + length <= count else { return .needsInput }
        var value = UInt64(first) & (UInt64(1) << (8 - length) - 1)
        for index in 1..<max(length, 1) { value = value << 8 | UInt64(byte(offset + index)) }
        return .value(Number(value: value, length: length))
    }
}

/// An element that was read whole.
struct EBMLElement {
    /// No more children are read of one element.
    static let maximumChildren = 4096

    let identifier: UInt32
    let body: ArraySlice<UInt8>

    /// The elements inside. What is damaged, and all after it, is left out; a child that claims more than its parent
    /// holds is cut to it.
    var children: [EBMLElement] { children(atMost: Self.maximumChildren) }

    func children(atMost limit: Int) -> [EBMLElement] {
        var found: [EBMLElement] = []
        var position = body.startIndex
        while found.count < limit,
            case .value(let header) = EBML.header(at: position, count: body.endIndex, { body[$0] })
        {
            let start = position + header.length
            let room = body.endIndex - start
            let size = header.size.flatMap { Int(exactly: $0) }.map { min($0, room) } ?? room
            found.append(EBMLElement(identifier: header.identifier, body: body[start..<start + size]))
            position = start + size
        }
        return found
    }

    /// A number of at most eight bytes, most significant first. Nil when it is longer.
    var unsigned: UInt64? {
        body.count <= 8 ? body.reduce(0) { $0 << 8 | UInt64($1) } : nil
    }

    /// A number of four or eight bytes in IEEE 754 form.
    var float: Double? {
        guard let bits = unsigned else { return nil }
        return switch body.count {
        case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case 8: Double(bitPattern: bits)
        default: nil
        }
    }

    /// A text; not longer than any tag kept.
    var text: String { String(decoding: body.prefix(4 * TrackTags.maximumLength), as: UTF8.self) }
}
