internal import Crypto

/// From one epoch's secrets to the next one's (RFC 9420 §8).
enum KeySchedule {
    static func joinerSecret(
        initSecret: SecretBytes, commitSecret: SecretBytes, context: GroupContext
    ) -> SecretBytes {
        HKDF.extract(salt: initSecret, inputKey: commitSecret)
            .expanded(label: "joiner", context: MLSWriter.encode(context), count: MLSParameters.hashSize)
    }

    private static func memberSecret(joinerSecret: SecretBytes, preSharedKeySecret: SecretBytes) -> SecretBytes {
        HKDF.extract(salt: joinerSecret, inputKey: preSharedKeySecret)
    }

    static func epochSecret(
        joinerSecret: SecretBytes, preSharedKeySecret: SecretBytes, context: GroupContext
    ) -> SecretBytes {
        memberSecret(joinerSecret: joinerSecret, preSharedKeySecret: preSharedKeySecret)
            .expanded(label: "epoch", context: MLSWriter.encode(context), count: MLSParameters.hashSize)
    }

    static func welcomeSecret(joinerSecret: SecretBytes, preSharedKeySecret: SecretBytes) -> SecretBytes {
        memberSecret(joinerSecret: joinerSecret, preSharedKeySecret: preSharedKeySecret).derived(label: "welcome")
    }
}
