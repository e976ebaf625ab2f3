internal import Crypto

/// The secrets a Welcome carries for one new member (RFC 9420 §12.4.3.1).
struct GroupSecrets: Sendable, MLSCodable {
    let joinerSecret: SecretBytes
    /// Of the lowest node above both the committer and the new member; absent where the commit had no path.
    let pathSecret: SecretBytes?
    let preSharedKeys: [PreSharedKeyID]

    init(joinerSecret: SecretBytes, pathSecret: SecretBytes?, preSharedKeys: [PreSharedKeyID]) {
        self.joinerSecret = joinerSecret
        self.pathSecret = pathSecret
        self.preSharedKeys = preSharedKeys
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        joinerSecret = SecretBytes(copying: try reader.vector())
        pathSecret = try reader.optional(MLSBytes.self).map { SecretBytes(copying: $0.bytes) }
        preSharedKeys = try reader.list()
    }

    func write(to writer: inout MLSWriter) {
        writer.secret(joinerSecret)
        if let pathSecret {
            writer.integer(UInt8(1))
            writer.secret(pathSecret)
        } else {
            writer.integer(UInt8(0))
        }
        writer.list(preSharedKeys)
    }
}

extension MLSWriter {
    mutating func secret(_ secret: SecretBytes) {
        length(secret.count)
        secret.withSpan { bytes in
            for index in bytes.indices { integer(bytes[index]) }
        }
    }
}
