/// What a client supports (RFC 9420 §7.2).
struct Capabilities: Hashable, Sendable, MLSCodable {
    let versions: [UInt16]
    let cipherSuites: [UInt16]
    let extensions: [UInt16]
    let proposals: [UInt16]
    let credentials: [UInt16]

    /// This client: version mls10, the one cipher suite, basic credentials.
    static let own = Capabilities(
        versions: [MLSParameters.version], cipherSuites: [MLSParameters.cipherSuite], extensions: [],
        proposals: [], credentials: [Credential.basicType])

    init(
        versions: [UInt16], cipherSuites: [UInt16], extensions: [UInt16], proposals: [UInt16], credentials: [UInt16]
    ) {
        self.versions = versions
        self.cipherSuites = cipherSuites
        self.extensions = extensions
        self.proposals = proposals
        self.credentials = credentials
    }

    init(from reader: inout MLSReader) throws(CodecError) {
        versions = try reader.list()
        cipherSuites = try reader.list()
        extensions = try reader.list()
        proposals = try reader.list()
        credentials = try reader.list()
    }

    func write(to writer: inout MLSWriter) {
        writer.list(versions)
        writer.list(cipherSuites)
        writer.list(extensions)
        writer.list(proposals)
        writer.list(credentials)
    }
}
