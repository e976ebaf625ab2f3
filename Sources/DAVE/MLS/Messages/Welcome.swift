/// Lets new members join the group that a commit added them to (RFC 9420 §12.4.3.1).
struct Welcome: Hashable, Sendable, MLSCodable {
    struct Secrets: Hashable, Sendable, MLSCodable {
        /// Reference of the key package the secrets are encrypted to.
        let newMember: [UInt8]
        let encrypted: HPKECiphertext

        init(newMember: [UInt8], encrypted: HPKECiphertext) {
            self.newMember = newMember
            self.encrypted = encrypted
        }

        init(from reader: inout MLSReader) throws(CodecError) {
            newMember = try reader.vector()
            encrypted = try HPKECiphertext(from: &reader)
        }

        func write(to writer: inout MLSWriter) {
            writer.vector(newMember)
            encrypted.write(to: &writer)
        }
    }

    let cipherSuite: UInt16
    let secrets: [Secrets]
    let encryptedGroupInfo: [UInt8]

    init(secrets: [Secrets], encryptedGroupInfo: [UInt8]) {
        cipherSuite = MLSParameters.cipherSuite
        self.secrets = secrets
        self.encryptedGroupInfo = encryptedGroupInfo
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        cipherSuite = try reader.integer()
        secrets = try reader.list()
        encryptedGroupInfo = try reader.vector()
    }

    func write(to writer: inout MLSWriter) {
        writer.integer(cipherSuite)
        writer.list(secrets)
        writer.vector(encryptedGroupInfo)
    }
}
