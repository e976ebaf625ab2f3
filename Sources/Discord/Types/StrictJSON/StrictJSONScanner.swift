/// The state of one pass of `StrictJSON`. It keeps its own stack, so that nesting costs no call depth.
struct StrictJSONScanner {
    private enum Expectation {
        case value, valueOrEnd, key, keyOrEnd, commaOrEnd, end
    }

    private struct Frame {
        var isObject: Bool
        /// Index in `keys` of the object's first key.
        var firstKey: Int
    }

    let bytes: [UInt8]
    let limits: StrictJSON.Limits
    var position = 0
    private let integerMembers: [UInt64]
    private var frames: [Frame] = []
    /// Keys of all open objects, innermost last.
    private var keys: [StrictJSONKey] = []
    private var keyTotal = 0
    private var numberMustBeInteger = false
    private var isRootType = false
    private var rootType: Int64?
    private static let typeKey = StrictJSONKey.hash(of: "type")

    init(_ bytes: [UInt8], limits: StrictJSON.Limits) {
        self.bytes = bytes
        self.limits = limits
        integerMembers = limits.integerMembers.map(StrictJSONKey.hash(of:))
        frames.reserveCapacity(16)
        keys.reserveCapacity(64)
    }

    mutating func scan() throws(StrictJSONError) -> StrictJSON.Root {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw refusal(.byteOrderMark) }
        var expectation = Expectation.value
        skipBlanks()
        let isObject = position < bytes.count && bytes[position] == UInt8(ascii: "{")
        while true {
            skipBlanks()
            if expectation == .end {
                guard position == bytes.count else { throw refusal(.trailingBytes) }
                return isObject ? .object(type: rootType) : .other
            }
            guard position < bytes.count else { throw refusal(.unexpectedEnd) }
            switch expectation {
            case .value: expectation = try value(mayEnd: false)
            case .valueOrEnd: expectation = try value(mayEnd: true)
            case .key: expectation = try key(mayEnd: false)
            case .keyOrEnd: expectation = try key(mayEnd: true)
            case .commaOrEnd, .end: expectation = try commaOrEnd()
            }
        }
    }

    func refusal(_ reason: StrictJSONError.Reason) -> StrictJSONError {
        StrictJSONError(reason: reason, offset: position)
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func value(mayEnd: Bool) throws(StrictJSONError) -> Expectation {
        let integerWanted = numberMustBeInteger
        let isType = isRootType
        numberMustBeInteger = false
        isRootType = false
        switch bytes[position] {
        case UInt8(ascii: "{"):
            try open(isObject: true)
            return .keyOrEnd
        case UInt8(ascii: "["):
            try open(isObject: false)
            return .valueOrEnd
        case UInt8(ascii: "]") where mayEnd: return close()
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = position
            let integer = try number()
            if integer == nil, integerWanted {
                throw StrictJSONError(reason: .notAnInteger, offset: start)
            }
            if isType { rootType = integer }
        default: throw refusal(.syntax)
        }
        return afterValue
    }

    private mutating func key(mayEnd: Bool) throws(StrictJSONError) -> Expectation {
        if mayEnd, bytes[position] == UInt8(ascii: "}") { return close() }
        guard bytes[position] == UInt8(ascii: "\"") else { throw refusal(.syntax) }
        let key = try string()
        try remember(key)
        skipBlanks()
        guard position < bytes.count else { throw refusal(.unexpectedEnd) }
        guard bytes[position] == UInt8(ascii: ":") else { throw refusal(.syntax) }
        position += 1
        numberMustBeInteger = integerMembers.contains(key.hash)
        isRootType = frames.count == 1 && key.hash == Self.typeKey
        return .value
    }

    private mutating func commaOrEnd() throws(StrictJSONError) -> Expectation {
        guard let frame = frames.last else { throw refusal(.syntax) }
        switch bytes[position] {
        case UInt8(ascii: ","):
            position += 1
            return frame.isObject ? .key : .value
        case UInt8(ascii: "}") where frame.isObject: return close()
        case UInt8(ascii: "]") where !frame.isObject: return close()
        default: throw refusal(.syntax)
        }
    }

    private var afterValue: Expectation { frames.isEmpty ? .end : .commaOrEnd }

    private mutating func open(isObject: Bool) throws(StrictJSONError) {
        guard frames.count < limits.depth else { throw refusal(.tooDeep) }
        frames.append(Frame(isObject: isObject, firstKey: keys.count))
        position += 1
    }

    private mutating func close() -> Expectation {
        if let frame = frames.popLast() { keys.removeSubrange(frame.firstKey...) }
        position += 1
        return afterValue
    }

    private mutating func remember(_ key: StrictJSONKey) throws(StrictJSONError) {
        let first = frames.last?.firstKey ?? 0
        keyTotal += 1
        guard keys.count - first < limits.keysPerObject, keyTotal <= limits.keys else { throw refusal(.tooManyKeys) }
        for index in first..<keys.count
        where keys[index].hash == key.hash && keys[index].spells(sameAs: key, in: bytes) {
            throw refusal(.duplicateKey)
        }
        keys.append(key)
    }

    private mutating func literal(_ text: String) throws(StrictJSONError) {
        for expected in text.utf8 {
            guard position < bytes.count else { throw refusal(.unexpectedEnd) }
            guard bytes[position] == expected else { throw refusal(.syntax) }
            position += 1
        }
    }
}
