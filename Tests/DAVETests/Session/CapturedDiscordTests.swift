import DiscordTypes
import TestVectors
import Testing

@testable import DAVE

/// Bytes that Discord's own server sent.
@Suite(.enabled(if: TestVectors.areExpected, "the test vectors are absent"))
struct CapturedDiscordTests {
    private struct Capture: Decodable, Sendable {
        let channelId: String
        let ownUserId: String
        let otherUserId: String
        let externalSenderOp25: HexBytes
        let proposalsAppendOp27: HexBytes
        let proposalsRevokeOp27: HexBytes
    }

    @Test func `Discord's external sender, proposal and revocation are understood`() throws {
        let capture = try TestVectors.load("dave/captured_discord.json", as: Capture.self)
        let channel = ChannelID(try #require(UInt64(capture.channelId)))
        let other = UserID(try #require(UInt64(capture.otherUserId)))
        var member = try Member(try #require(UInt64(capture.ownUserId)), channel: channel)
        member.handle(.externalSender(capture.externalSenderOp25.bytes))
        member.handle(.sessionDescribed(protocolVersion: 1))

        let append = DAVEEvent.proposals([0] + capture.proposalsAppendOp27.bytes)
        member.handle(append)
        #expect(member.refused == [.unknownUser(other)])
        member.handle(.clientsConnected([other]))
        let answers = member.handle(append)
        #expect(member.refused.count == 1)
        guard case .commitWelcome(let bytes)? = answers.first else {
            Issue.record("no commit")
            return
        }
        let (commit, welcome) = try VoiceServer.split(bytes)
        #expect(welcome != nil)
        let proposal = try #require(member.session.proposals.first)
        #expect(
            capture.proposalsRevokeOp27.bytes == MLSWriter.collect { $0.list([MLSBytes(proposal.reference)]) })

        var winner = member
        winner.handle(.announceCommit(VoiceServer.announce(0, commit)))
        #expect(winner.group?.members == [member.user, other])
        #expect(winner.isEncrypted)

        let revoked = member.handle(.proposals([1] + capture.proposalsRevokeOp27.bytes))
        #expect(revoked.isEmpty)
        #expect(member.session.proposals.isEmpty)
    }
}
