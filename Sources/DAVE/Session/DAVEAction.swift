package import Crypto
package import DiscordTypes

/// What has to happen after an event, in this order.
package enum DAVEAction: Sendable {
    case send(DAVECommand)
    /// What may leave this client from now on.
    case audio(DAVEAudio)
    /// What this client can hear from now on.
    case receive(DAVEReceiveChange)
    /// The group has another epoch, or there is none (nil): for showing privacy codes.
    case groupChanged(DAVEGroup?)
    /// An event had no effect, or only the recovery from it has. For the log.
    case refused(DAVEFault)
}

/// What this client says to the voice gateway.
package enum DAVECommand: Hashable, Sendable {
    /// Op 23.
    case transitionReady(id: UInt16)
    /// Op 26: a bare key package.
    case keyPackage([UInt8])
    /// Op 28: the commit, then the welcome if somebody was added.
    case commitWelcome([UInt8])
    /// Op 31.
    case invalidCommitWelcome(id: UInt16)
}

/// How audio may leave.
package enum DAVEAudio: Sendable {
    /// Not at all: encryption is required and there is no key yet.
    case held
    /// Encrypted by this, which counts its frames: the same object must not be replaced by another of the same epoch.
    case encrypted(FrameEncryptor)
    /// As it is: the call is not encrypted end to end.
    case clear
}

/// A change of the keys for hearing others.
package enum DAVEReceiveChange: Sendable {
    /// Each member's secret of a new epoch. Those before stay good for ten seconds.
    case install([UserID: SecretBytes])
    case acceptClearFrames
    /// Clear frames under way have ten seconds left.
    case refuseClearFrames
    /// Forget everything.
    case reset
}
