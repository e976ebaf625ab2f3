package import DiscordTypes

/// What the voice gateway says about end-to-end encryption, unread: the encryption's own state machine reads it.
package enum DaveGatewayEvent: Hashable, Sendable {
    /// A new voice session begins: group and keys of the one before are void. A resume does not cause it.
    case sessionStarted
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
    /// Op 25: the body.
    case externalSender([UInt8])
    /// Op 27: append or revoke, then the proposals.
    case proposals([UInt8])
    /// Op 29: transition id, then the commit.
    case announceCommit([UInt8])
    /// Op 30: transition id, then the welcome.
    case welcome([UInt8])

    /// Nil for an op that is not about encryption.
    init?(_ frame: VoiceBinaryFrame) {
        switch frame.op {
        case 25: self = .externalSender(frame.payload)
        case 27: self = .proposals(frame.payload)
        case 29: self = .announceCommit(frame.payload)
        case 30: self = .welcome(frame.payload)
        default: return nil
        }
    }
}

/// What the encryption's state machine wants to say to the voice gateway.
package enum DaveGatewayCommand: Hashable, Sendable {
    /// Op 23.
    case transitionReady(id: UInt16)
    /// Op 26: the bare key package.
    case keyPackage([UInt8])
    /// Op 28: the commit, then the welcome if somebody was added.
    case commitWelcome([UInt8])
    /// Op 31.
    case invalidCommitWelcome(id: UInt16)
}
