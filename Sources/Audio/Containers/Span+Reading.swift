/// Numbers and names in a stranger's bytes: nil where they reach beyond them.
extension Span where Element == UInt8 {
    func bigEndian(at offset: Int, _ width: Int) -> Int? {
        guard offset >= 0, offset <= count - width else { return nil }
        return (0..<width).reduce(0) { $0 << 8 | Int(self[offset + $1]) }
    }

    func littleEndian(at offset: Int, _ width: Int) -> Int? {
        guard offset >= 0, offset <= count - width else { return nil }
        return (0..<width).reduce(0) { $0 | Int(self[offset + $1]) << (8 * $1) }
    }

    func has(_ name: String, at offset: Int = 0) -> Bool {
        let name = name.utf8
        guard offset >= 0, offset <= count - name.count else { return false }
        return zip(offset..., name).allSatisfy { self[$0] == $1 }
    }

    /// The bytes of `range`, cut to those there are.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        range.clamped(to: 0..<count).map { self[$0] }
    }
}
