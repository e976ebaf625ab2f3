internal import Glibc

/// Takes the head of a request out of libmicrohttpd's memory.
enum HeadReader {
    /// One copy of all bytes, and the places libmicrohttpd found in them.
    static func read(
        _ held: HeldConnection, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
        url: UnsafePointer<CChar>, target: [UInt8], limit: Int
    ) throws(Rejection) -> HeadLayout {
        let size = held.headSize
        guard size <= limit else { throw Rejection(.headerTooLarge, "Header too large") }
        let base = UInt(bitPattern: method)
        var fields: [HeaderFields.Field] = []
        fields.reserveCapacity(16)
        var isWithin = size > 0
        func range(_ start: UInt, _ count: Int) -> Range<Int> {
            guard start >= base, start - base <= UInt(size), count >= 0, count <= size - Int(start - base) else {
                isWithin = false
                return 0..<0
            }
            return Int(start - base)..<(Int(start - base) + count)
        }
        held.forEachField { name, nameLength, value, valueLength in
            fields.append(.init(name: range(name, nameLength), value: range(value, valueLength)))
        }
        let methodRange = unsafe range(base, strlen(method))
        let versionRange = unsafe range(UInt(bitPattern: version), strlen(version))
        let targetOffset = range(UInt(bitPattern: url), 0).lowerBound
        // A folded line, for one, lies elsewhere: libmicrohttpd copied it.
        guard isWithin else { throw .bad("Malformed header") }
        let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: method, count: size))
        return HeadLayout(
            bytes: bytes, method: methodRange, target: target, targetOffset: targetOffset, version: versionRange,
            fields: fields)
    }
}
