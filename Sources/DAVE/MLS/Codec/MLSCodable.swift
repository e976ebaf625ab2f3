protocol MLSEncodable {
    func write(to writer: inout MLSWriter)
}

protocol MLSDecodable {
    init(from reader: inout MLSReader) throws(CodecError)
}

/// A structure of RFC 9420. What was decoded encodes to the same bytes again: signatures and hashes rely on it.
typealias MLSCodable = MLSEncodable & MLSDecodable

extension FixedWidthInteger where Self: UnsignedInteger {
    func write(to writer: inout MLSWriter) {
        writer.integer(self)
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        self = try reader.integer()
    }
}

extension UInt16: MLSEncodable, MLSDecodable {}
extension UInt32: MLSEncodable, MLSDecodable {}

/// An opaque vector, where a list holds such.
struct MLSBytes: MLSCodable, Hashable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        bytes = try reader.vector()
    }

    func write(to writer: inout MLSWriter) {
        writer.vector(bytes)
    }
}
