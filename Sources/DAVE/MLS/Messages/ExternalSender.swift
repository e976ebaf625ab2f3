/// A party outside the group that may propose changes (RFC 9420 §12.1.8.1): Discord's voice server.
struct ExternalSender: Hashable, Sendable, MLSCodable {
    let signatureKey: [UInt8]
    let credential: Credential

    init(signatureKey: [UInt8], credential: Credential) {
        self.signatureKey = signatureKey
        self.credential = credential
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        signatureKey = try reader.vector()
        credential = try Credential(from: &reader)
    }

    func write(to writer: inout MLSWriter) {
        writer.vector(signatureKey)
        credential.write(to: &writer)
    }
}

extension GroupContext {
    /// The external senders the group accepts; empty where there is no such extension.
    var externalSenders: [ExternalSender] {
        get throws(CodecError) {
            guard let found = extensions.first(where: { $0.type == MLSExtension.externalSenders }) else { return [] }
            var reader = try MLSReader(found.data)
            let senders = try reader.list(of: ExternalSender.self)
            try reader.finish()
            return senders
        }
    }
}

extension MLSExtension {
    static func externalSenders(_ senders: [ExternalSender]) -> MLSExtension {
        MLSExtension(type: externalSenders, data: MLSWriter.collect { $0.list(senders) })
    }
}
