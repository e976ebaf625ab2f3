internal import Crypto

/// Hash-based identifiers (RFC 9420 §5.2).
enum MLSHash {
    static func reference(label: String, _ value: [UInt8]) -> [UInt8] {
        SHA256.hash(
            MLSWriter.collect { writer in
                writer.vector(Array(label.utf8))
                writer.vector(value)
            })
    }

    /// Label and content as signatures and encryption bind them (RFC 9420 §5.1.2 and §5.1.3).
    static func labelled(_ label: String, _ content: [UInt8]) -> [UInt8] {
        MLSWriter.collect { writer in
            writer.vector(Array("MLS 1.0 \(label)".utf8))
            writer.vector(content)
        }
    }
}
