/// A request's head as libmicrohttpd left it in its buffer: the bytes and where it found what.
///
/// libmicrohttpd parses in place. It writes a zero over the space behind the method, over the space before the
/// version, over each colon and over each CR and LF that ends a line, and nothing else of the header. So the places
/// alone show what it was lenient about: a line that a bare LF ended, a value that a NUL cut off, a folded line, a
/// second space all make two neighbours lie closer or farther than one separator apart.
struct HeadLayout: Sendable {
    /// From the first byte of the method to the last of the empty line. All offsets are in it.
    var bytes: [UInt8]
    var method: Range<Int>
    /// The target as it came; libmicrohttpd has since overwritten separators of the query in `bytes`.
    var target: [UInt8]
    var targetOffset: Int
    var version: Range<Int>
    var fields: [HeaderFields.Field]

    /// Whether exactly one separator of the grammar stands between any two neighbours.
    var isExact: Bool {
        guard method.lowerBound == 0, targetOffset == method.upperBound + 1,
            version.lowerBound == targetOffset + target.count + 1
        else { return false }
        var next = version.upperBound + 2
        for field in fields {
            guard field.name.lowerBound == next, field.value.lowerBound > field.name.upperBound,
                bytes[(field.name.upperBound + 1)..<field.value.lowerBound].allSatisfy({ $0 == 0x20 || $0 == 0x09 })
            else { return false }
            next = field.value.upperBound + 2
        }
        return next + 2 == bytes.count
    }
}
