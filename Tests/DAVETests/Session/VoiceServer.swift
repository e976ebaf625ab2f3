import Crypto
import DiscordTypes

@testable import DAVE

/// Discord's side of the encryption: the external sender and the order of commits. It knows no group secret.
struct VoiceServer {
    let channel: ChannelID
    private let key: MLSSigningKey
    var epoch: UInt64 = 0

    init(channel: ChannelID) throws {
        self.channel = channel
        key = MLSSigningKey(key: try P256PrivateKey(), credential: .basic(identity: [0]))
    }

    /// The body of op 25.
    var externalSender: [UInt8] {
        MLSWriter.encode(ExternalSender(signatureKey: key.publicKey, credential: key.credential))
    }

    /// One signed external proposal.
    func message(
        _ proposal: Proposal, sender: Sender = .external(0), epoch: UInt64? = nil, channel: ChannelID? = nil
    ) throws -> MLSMessage {
        let content = FramedContent(
            groupID: (channel ?? self.channel).mlsIdentity, epoch: epoch ?? self.epoch, sender: sender,
            body: .proposal(proposal))
        let context = GroupContext(groupID: [], epoch: 0, treeHash: [], confirmedTranscriptHash: [], extensions: [])
        let signed = AuthenticatedContent.signedContent(
            wireFormat: PublicMessage.wireFormat, content, in: context)
        let message = AuthenticatedContent(
            wireFormat: PublicMessage.wireFormat, content: content,
            signature: try key.sign(signed, label: AuthenticatedContent.signatureLabel), confirmationTag: nil)
        return .publicMessage(PublicMessage(message: message, membershipTag: nil))
    }

    /// The body of op 27.
    static func append(_ messages: [MLSMessage]) -> [UInt8] {
        [0] + MLSWriter.collect { $0.list(messages) }
    }

    func append(_ proposals: [Proposal]) throws -> [UInt8] {
        Self.append(try proposals.map { try message($0) })
    }

    static func revoke(_ references: [[UInt8]]) -> [UInt8] {
        [1] + MLSWriter.collect { $0.list(references.map(MLSBytes.init)) }
    }

    static func reference(of message: MLSMessage) -> [UInt8] {
        guard case .publicMessage(let message) = message else { return [] }
        return message.message.proposalReference
    }

    /// The two parts of op 28.
    static func split(_ commitWelcome: [UInt8]) throws -> (commit: [UInt8], welcome: [UInt8]?) {
        var reader = try MLSReader(commitWelcome)
        let commit = MLSWriter.encode(try MLSMessage(from: &reader))
        let rest = Array(commitWelcome.dropFirst(commit.count))
        return (commit, rest.isEmpty ? nil : rest)
    }

    /// The body of op 29 or 30.
    static func announce(_ id: UInt16, _ message: [UInt8]) -> [UInt8] {
        [UInt8(id >> 8), UInt8(id & 255)] + message
    }
}
