import Crypto
import DiscordTypes
import Testing

@testable import DAVE

/// A session together with what its actions have led to.
struct Member {
    var session: DAVESession
    var audio = DAVEAudio.held
    var receiver = FrameReceiver()
    var group: DAVEGroup?
    var sent: [DAVECommand] = []
    var refused: [DAVEFault] = []
    var now = Duration.seconds(100)

    var user: UserID { session.user }

    init(_ user: UInt64, channel: ChannelID) throws {
        session = DAVESession(channel: channel, user: UserID(user), identity: try DAVEIdentity())
    }

    /// What this one event was answered with.
    @discardableResult mutating func handle(_ event: DAVEEvent) -> [DAVECommand] {
        var answers: [DAVECommand] = []
        for action in session.handle(event) {
            switch action {
            case .send(let command): answers.append(command)
            case .audio(let audio): self.audio = audio
            case .receive(let change): receiver.apply(change, now: now)
            case .groupChanged(let group): self.group = group
            case .refused(let fault): refused.append(fault)
            }
        }
        sent += answers
        return answers
    }

    /// The latest key package that was offered.
    func keyPackage() throws -> KeyPackage {
        let offered = sent.compactMap { if case .keyPackage(let bytes) = $0 { bytes } else { nil } }
        return try MLSReader.decode(KeyPackage.self, from: #require(offered.last))
    }

    var lastCommit: [UInt8]? {
        sent.compactMap { if case .commitWelcome(let bytes) = $0 { bytes } else { nil } }.last
    }

    /// What leaves for a frame: nil if it is held.
    func frame(of plaintext: [UInt8]) throws -> [UInt8]? {
        switch audio {
        case .held: return nil
        case .clear: return plaintext
        case .encrypted(let encryptor):
            var frame = plaintext + [UInt8](repeating: 0, count: FrameEncryptor.largestOverhead)
            var span = frame.mutableSpan
            let count = try encryptor.encrypt(&span, count: plaintext.count)
            return Array(frame.prefix(count))
        }
    }

    /// A frame as it is heard `later` than now.
    mutating func opened(_ frame: [UInt8], from user: UserID, later: Duration = .zero) throws -> [UInt8] {
        try receiver.decrypt(frame, from: user, now: now + later)
    }

    mutating func hears(_ other: Member, _ plaintext: [UInt8] = [0x78, 1, 2, 3]) throws -> Bool {
        guard let frame = try other.frame(of: plaintext) else { return false }
        do {
            return try receiver.decrypt(frame, from: other.user, now: now) == plaintext
        } catch {
            return false
        }
    }

    var isHeld: Bool { if case .held = audio { true } else { false } }
    var isClear: Bool { if case .clear = audio { true } else { false } }
    var isEncrypted: Bool { if case .encrypted = audio { true } else { false } }
}
