/// A member's place among the leaves, from the left, beginning with 0.
package struct LeafIndex: Hashable, Sendable, Comparable {
    package let rawValue: UInt32

    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    var node: NodeIndex { NodeIndex(2 * Int(rawValue)) }

    package static func < (left: LeafIndex, right: LeafIndex) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension LeafIndex: MLSCodable {
    init(from reader: inout MLSReader) throws(CodecError) {
        rawValue = try reader.integer()
    }

    func write(to writer: inout MLSWriter) {
        writer.integer(rawValue)
    }
}
