internal import Crypto

/// The secrets of a path, each derived from the one below (RFC 9420 §7.4).
struct PathSecrets {
    struct Step {
        let node: NodeIndex
        let secret: SecretBytes
        let key: P256PrivateKey
    }

    /// From the lowest node to the highest.
    let steps: [Step]
    /// What the path gives to the key schedule.
    let commitSecret: SecretBytes

    /// `first` belongs to the first of `nodes`.
    init(from first: SecretBytes, along nodes: some Sequence<NodeIndex>) throws(MLSError) {
        var steps: [Step] = []
        var secret = first
        for node in nodes {
            steps.append(Step(node: node, secret: secret, key: try Self.key(of: secret)))
            secret = secret.derived(label: "path")
        }
        self.steps = steps
        commitSecret = secret
    }

    private static func key(of secret: SecretBytes) throws(MLSError) -> P256PrivateKey {
        do {
            return try HPKE.deriveKeyPair(from: secret.derived(label: "node"))
        } catch {
            throw .libraryFailure
        }
    }
}
