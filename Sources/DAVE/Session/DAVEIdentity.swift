internal import Crypto
package import DiscordTypes

/// This client's signature key. Fresh for each run of the program, and the same for all its voice connections, so that
/// pairwise codes agree in all of them.
package struct DAVEIdentity: Sendable {
    private let key: P256PrivateKey

    package init() throws {
        key = try P256PrivateKey()
    }

    func signingKey(for user: UserID) -> MLSSigningKey {
        MLSSigningKey(key: key, credential: .basic(identity: user.mlsIdentity))
    }

    package func fingerprint(of user: UserID) -> KeyFingerprint {
        KeyFingerprint(user: user.rawValue, signatureKey: key.publicKey.bytes)
    }
}

extension Snowflake {
    /// 8 bytes, big-endian: how users and groups are named in MLS.
    var mlsIdentity: [UInt8] { MLSWriter.collect { $0.integer(rawValue) } }
}
