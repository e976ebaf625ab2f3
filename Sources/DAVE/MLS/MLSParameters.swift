/// The one protocol version and cipher suite this client speaks.
enum MLSParameters {
    /// mls10
    static let version: UInt16 = 1
    /// MLS_128_DHKEMP256_AES128GCM_SHA256_P256
    static let cipherSuite: UInt16 = 2
    static let hashSize = 32
}
