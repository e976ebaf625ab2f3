internal import Crypto

/// Opens one sender's frames of one epoch.
struct ReceiveRatchet {
    /// Generations a frame may be ahead of the newest one in use.
    static let largestGenerationGap: UInt32 = 250
    /// More frames in a second than any sender makes: 50 of audio and two videos of 60.
    static let fastestSender: Int64 = 170
    /// The key of a generation that has been followed by another is kept so long.
    static let oldKeyLifetime = Duration.seconds(10)
    /// The generation is known from eight bits of the counter.
    private static let visibleGenerations: UInt32 = 256

    private struct Key {
        let cipher: AES128GCM
        /// Nil while no later generation is in use.
        var expiry: Duration?
    }

    private let ratchet: KeyRatchet
    private let created: Duration
    private var keys: [UInt32: Key] = [:]
    private var newestGeneration: UInt32 = 0
    private var window = ReplayWindow()

    /// Nil unless the secret has 16 bytes. Times count from any fixed moment.
    init?(baseSecret: SecretBytes, now: Duration) {
        guard let ratchet = KeyRatchet(baseSecret: baseSecret) else { return nil }
        self.ratchet = ratchet
        created = now
    }

    mutating func open(_ frame: [UInt8], _ parsed: ParsedFrame, now: Duration) throws(FrameError) -> [UInt8] {
        keys = keys.filter { _, key in key.expiry.map { $0 > now } ?? true }
        let generation = generation(of: parsed.counter)
        let counter =
            UInt64(generation) * KeyRatchet.framesPerGeneration
            + UInt64(parsed.counter) % KeyRatchet.framesPerGeneration
        guard window.accepts(counter) else { throw .replayed }
        let cipher = try cipher(for: generation, now: now)
        let plaintext = try parsed.open(frame, with: cipher)
        window.record(counter)
        use(generation, now: now)
        return plaintext
    }

    /// The generation whose low eight bits the counter shows and that lies nearest above the oldest one still open.
    private func generation(of counter: UInt32) -> UInt32 {
        let visible = counter >> 24
        let oldest = keys.keys.min() ?? newestGeneration
        let base = oldest - oldest % Self.visibleGenerations
        return base + visible + (visible < oldest % Self.visibleGenerations ? Self.visibleGenerations : 0)
    }

    private mutating func cipher(for generation: UInt32, now: Duration) throws(FrameError) -> AES128GCM {
        if let key = keys[generation] { return key.cipher }
        let possibleFrames = (now - created).components.seconds * Self.fastestSender
        guard generation <= newestGeneration + Self.largestGenerationGap,
            Int64(generation) <= possibleFrames >> 24
        else { throw .implausibleGeneration }
        while ratchet.generation <= generation {
            let made = ratchet.generation
            var failure = false
            let key = SecretBytes(count: KeyRatchet.keySize) { ratchet.takeKey(into: &$0) }
            do {
                keys[made] = Key(cipher: try AES128GCM(key: key, tagSize: .truncated), expiry: nil)
            } catch {
                failure = true
            }
            if failure { throw .cipherFailed }
        }
        guard let key = keys[generation] else { throw .noKey }
        return key.cipher
    }

    /// Once a generation is in use, those before it have ten seconds left.
    private mutating func use(_ generation: UInt32, now: Duration) {
        guard generation > newestGeneration else { return }
        newestGeneration = generation
        for old in keys.keys where old < generation && keys[old]?.expiry == nil {
            keys[old]?.expiry = now + Self.oldKeyLifetime
        }
    }
}

extension ParsedFrame {
    /// The frame as it was before encryption.
    fileprivate func open(_ frame: [UInt8], with cipher: AES128GCM) throws(FrameError) -> [UInt8] {
        var clear: [UInt8] = []
        var sealed: [UInt8] = []
        var place = body.lowerBound
        for range in clearRanges {
            sealed += frame[place..<range.lowerBound]
            clear += frame[range]
            place = range.upperBound
        }
        sealed += frame[place..<body.upperBound] + frame[tag]
        var nonce = [12 of UInt8](repeating: 0)
        for index in 0..<4 { nonce[8 + index] = UInt8(truncatingIfNeeded: counter >> (8 * UInt32(index))) }
        var opened = [UInt8](repeating: 0, count: sealed.count - FrameFormat.tagSize)
        do {
            var output = opened.mutableSpan
            try cipher.open(sealed.span, nonce: nonce.span, authenticating: clear.span, into: &output)
        } catch {
            throw error == .notAuthentic ? .notAuthentic : .cipherFailed
        }
        return assemble(frame, opened: opened)
    }

    private func assemble(_ frame: [UInt8], opened: [UInt8]) -> [UInt8] {
        guard !clearRanges.isEmpty else { return opened }
        var whole = Array(frame[body])
        var rest = opened[...]
        var place = body.lowerBound
        for range in clearRanges + [body.upperBound..<body.upperBound] {
            let count = range.lowerBound - place
            whole.replaceSubrange(place..<range.lowerBound, with: rest.prefix(count))
            rest = rest.dropFirst(count)
            place = range.upperBound
        }
        return whole
    }
}
