internal import DAVE
internal import DiscordTypes

extension DAVEEvent {
    /// A binary message of the voice gateway; nil for an op that is not about encryption.
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
