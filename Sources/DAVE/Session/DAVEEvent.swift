package import DiscordTypes

/// What the voice gateway says about end-to-end encryption. Bodies of binary messages come as they were received, without
/// sequence number and op.
package enum DAVEEvent: Hashable, Sendable {
    /// A new voice session begins: group and keys of the one before are void. A resume is none.
    case sessionStarted
    /// Op 9: the session goes on after an interruption, in which the last messages of this client may have been lost.
    case sessionResumed
    /// Op 4. 0: this call is not encrypted end to end.
    case sessionDescribed(protocolVersion: Int)
    /// Op 11.
    case clientsConnected([UserID])
    /// Op 13.
    case clientDisconnected(UserID)
    /// Op 21.
    case prepareTransition(id: UInt16, protocolVersion: Int)
    /// Op 22.
    case executeTransition(id: UInt16)
    /// Op 24.
    case prepareEpoch(epoch: UInt64, protocolVersion: Int)
    /// Op 25.
    case externalSender([UInt8])
    /// Op 27: append or revoke, then the proposals.
    case proposals([UInt8])
    /// Op 29: transition id, then the commit.
    case announceCommit([UInt8])
    /// Op 30: transition id, then the welcome.
    case welcome([UInt8])
}
