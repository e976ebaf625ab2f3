import Crypto
import DiscordTypes

@testable import DAVE

private let identity = try? DAVEIdentity()

/// Any sequence of events: audio never becomes clear while encryption is required.
///
/// An event is its op, a length of two bytes and a body; the body of a JSON op is read as numbers.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let identity else { return 0 }
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    var session = DAVESession(channel: ChannelID(927_310_423_890_473_011), user: UserID(1), identity: identity)
    var place = 0
    while place + 3 <= bytes.count {
        let size = Int(bytes[place + 1]) << 8 | Int(bytes[place + 2])
        let body = Array(bytes[(place + 3)...].prefix(size))
        for action in session.handle(event(op: bytes[place], body)) {
            guard case .audio(let audio) = action else { continue }
            if case .clear = audio { precondition(session.protocolVersion == 0) }
        }
        precondition(session.proposals.count <= DAVESession.largestProposalCount)
        precondition(session.transitions.count <= DAVESession.largestTransitionCount)
        place += 3 + body.count
    }
    return 0
}

private func event(op: UInt8, _ body: [UInt8]) -> DAVEEvent {
    func number(_ index: Int) -> UInt8 { body.count > index ? body[index] : 0 }
    switch op {
    case 2: return .sessionStarted
    case 4: return .sessionDescribed(protocolVersion: Int(number(0)))
    case 11: return .clientsConnected([UserID(UInt64(number(0))), UserID(158_533_742_254_751_744)])
    case 13: return .clientDisconnected(UserID(UInt64(number(0))))
    case 21: return .prepareTransition(id: UInt16(number(0)), protocolVersion: Int(number(1)))
    case 22: return .executeTransition(id: UInt16(number(0)))
    case 24: return .prepareEpoch(epoch: UInt64(number(0)), protocolVersion: Int(number(1)))
    case 25: return .externalSender(body)
    case 27: return .proposals(body)
    case 29: return .announceCommit(body)
    default: return .welcome(body)
    }
}
