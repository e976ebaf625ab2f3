package import DiscordTypes

/// Opens the frames of everybody in a call. Times are durations since any fixed moment.
package struct FrameReceiver {
    private var senders: [UserID: FrameDecryptor] = [:]
    private var acceptsClearFrames = false

    package init() {}

    package mutating func apply(_ change: DAVEReceiveChange, now: Duration) {
        switch change {
        case .install(let secrets):
            for (user, secret) in secrets {
                var decryptor = senders[user] ?? newDecryptor()
                // Secrets of a group always have the right length.
                _ = decryptor.install(baseSecret: secret, now: now)
                senders[user] = decryptor
            }
        case .acceptClearFrames:
            acceptsClearFrames = true
            for user in senders.keys { senders[user]?.acceptClearFrames() }
        case .refuseClearFrames:
            acceptsClearFrames = false
            for user in senders.keys { senders[user]?.refuseClearFrames(now: now) }
        case .reset:
            self = FrameReceiver()
        }
    }

    private func newDecryptor() -> FrameDecryptor {
        var decryptor = FrameDecryptor()
        if acceptsClearFrames { decryptor.acceptClearFrames() }
        return decryptor
    }

    /// A frame of `user`, with the transport's encryption and any RTP extension taken off.
    package mutating func decrypt(_ frame: [UInt8], from user: UserID, now: Duration) throws(FrameError) -> [UInt8] {
        var decryptor = senders[user] ?? newDecryptor()
        let opened = try decryptor.decrypt(frame, now: now)
        if senders[user] != nil { senders[user] = decryptor }
        return opened
    }
}
