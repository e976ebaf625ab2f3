/// A secret encrypted to one public key (RFC 9420 §7.6).
struct HPKECiphertext: Hashable, Sendable, MLSCodable {
    let kemOutput: [UInt8]
    let ciphertext: [UInt8]

    init(kemOutput: [UInt8], ciphertext: [UInt8]) {
        self.kemOutput = kemOutput
        self.ciphertext = ciphertext
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        kemOutput = try reader.vector()
        ciphertext = try reader.vector()
    }

    func write(to writer: inout MLSWriter) {
        writer.vector(kemOutput)
        writer.vector(ciphertext)
    }
}
