internal import Crypto

/// One sender's frame keys of one epoch: a key for each generation, each secret replaced by the next.
///
/// Nothing here allocates after `init`. Not for two threads at once.
final class KeyRatchet {
    static let baseSecretSize = 16
    static let keySize = AES128GCM.keySize
    /// So many frames have the same key.
    static let framesPerGeneration: UInt64 = 1 << 24

    // Kept here, since a constant of the type would be made on first use, on whatever thread that is.
    private let keyLabel = Array("MLS 1.0 key".utf8)
    private let secretLabel = Array("MLS 1.0 secret".utf8)

    private var secret = [32 of UInt8](repeating: 0)
    /// 16 bytes at first, 32 later.
    private var secretSize: Int
    /// Of `secret`.
    private(set) var generation: UInt32 = 0

    /// Nil unless the secret has 16 bytes.
    init?(baseSecret: SecretBytes) {
        guard baseSecret.count == Self.baseSecretSize else { return nil }
        secretSize = Self.baseSecretSize
        baseSecret.withSpan { base in
            for index in base.indices { secret[index] = base[index] }
        }
    }

    deinit {
        var span = secret.mutableSpan
        SecretBytes.wipe(&span)
    }

    /// Writes the key of the present generation, 16 bytes, and goes on to the next, from which there is no way back.
    func takeKey(into key: inout MutableSpan<UInt8>) {
        derive(keyLabel, into: &key)
        var next = [32 of UInt8](repeating: 0)
        var output = next.mutableSpan
        derive(secretLabel, into: &output)
        secret = next
        secretSize = 32
        generation += 1
        var used = next.mutableSpan
        SecretBytes.wipe(&used)
    }

    /// ExpandWithLabel of RFC 9420 §8 with the generation as context, without allocating.
    private func derive(_ label: [UInt8], into output: inout MutableSpan<UInt8>) {
        var info = [32 of UInt8](repeating: 0)
        info[1] = UInt8(output.count)
        info[2] = UInt8(label.count)
        for index in label.indices { info[3 + index] = label[index] }
        let contextStart = 3 + label.count
        info[contextStart] = 4
        for index in 0..<4 {
            info[contextStart + 1 + index] = UInt8(truncatingIfNeeded: generation >> (24 - 8 * UInt32(index)))
        }
        HKDF.expand(
            secret.span.extracting(first: secretSize), info: info.span.extracting(first: contextStart + 5),
            into: &output)
    }
}
