internal import Crypto

/// What a member keeps of an epoch's secrets. The epoch secret itself is not kept.
struct EpochSecrets: Sendable {
    let initSecret: SecretBytes
    let exporterSecret: SecretBytes
    let confirmationKey: SecretBytes
    let membershipKey: SecretBytes
    /// A pre-shared key for later epochs.
    let resumptionSecret: SecretBytes
    /// Equal for all members who see the same group.
    let epochAuthenticator: SecretBytes

    init(epochSecret: SecretBytes) {
        initSecret = epochSecret.derived(label: "init")
        exporterSecret = epochSecret.derived(label: "exporter")
        confirmationKey = epochSecret.derived(label: "confirm")
        membershipKey = epochSecret.derived(label: "membership")
        resumptionSecret = epochSecret.derived(label: "resumption")
        epochAuthenticator = epochSecret.derived(label: "authentication")
    }

    /// The MLS-Exporter (RFC 9420 §8.5).
    func exported(label: String, context: [UInt8], count: Int) -> SecretBytes {
        exporterSecret.derived(label: label)
            .expanded(label: "exported", context: SHA256.hash(context), count: count)
    }
}
