import Crypto
import DiscordTypes
import Testing

@testable import DAVE

struct DAVERecoveryTests {
    /// A call of three whose third member could not process something, and offered a new key package.
    private func recover(_ call: inout Call, after id: UInt16) throws {
        let lost = call.members[2]
        #expect(lost.sent.suffix(2).first == .invalidCommitWelcome(id: id))
        let package = try lost.keyPackage()
        try call.propose(
            [.remove(call.leaf(of: lost.user)), .add(package)], to: call.members.indices.filter { $0 != 2 })
        let next = call.newTransition()
        try call.announce(commitOf: 1, joining: [2], id: next)
        call.execute(next)
        call.members[2].refused = []
        try call.expectAgreement()
    }

    @Test func `after a corrupted welcome the client is removed and added again`() throws {
        var call = try Call.ofTwo()
        try call.connect(33)
        try call.propose([.add(call.members[2].keyPackage())], to: [0, 1])
        let (commit, welcome) = try VoiceServer.split(#require(call.members[0].lastCommit))
        var corrupted = try #require(welcome)
        corrupted[corrupted.count / 2] ^= 1
        call.server.epoch += 1
        for index in 0..<2 { call.members[index].handle(.announceCommit(VoiceServer.announce(7, commit))) }
        call.members[2].handle(.welcome(VoiceServer.announce(7, corrupted)))
        #expect(call.members[2].isHeld)
        #expect(call.members[2].refused.count == 1)
        call.execute(7)
        try recover(&call, after: 7)
    }

    @Test func `after a corrupted commit too, and audio stays encrypted meanwhile`() throws {
        var call = try Call.ofTwo()
        try call.join(33, by: 0)
        try call.connect(44)
        try call.propose([.add(call.members[3].keyPackage())], to: [0, 1, 2])
        var (commit, welcome) = try VoiceServer.split(#require(call.members[0].lastCommit))
        call.server.epoch += 1
        for index in 0..<2 { call.members[index].handle(.announceCommit(VoiceServer.announce(7, commit))) }
        call.members[3].handle(.welcome(VoiceServer.announce(7, try #require(welcome))))
        commit[commit.count - 40] ^= 1
        call.members[2].handle(.announceCommit(VoiceServer.announce(7, commit)))
        #expect(call.members[2].isEncrypted)
        #expect(call.members[2].group == nil)
        // The others still have the epoch before.
        #expect(try call.members[0].hears(call.members[2]))
        call.execute(7)
        try recover(&call, after: 7)
    }

    @Test func `what happens in the group meanwhile does not disturb the recovery`() throws {
        var call = try Call.ofTwo()
        try call.join(33, by: 0)
        call.members[2].handle(.announceCommit(VoiceServer.announce(6, [1, 2, 3])))
        let commands = call.members[2].sent.count
        try call.connect(44)
        try call.propose([.add(call.members[3].keyPackage())], to: [0, 1, 2])
        try call.announce(commitOf: 0, joining: [3], id: 7)
        call.execute(7)
        #expect(call.members[2].sent.count == commands)
        #expect(
            call.members[2].refused.dropFirst().allSatisfy { fault in
                [.unexpected, .unknownTransition(7), .group(.wrongEpoch(expected: 0, actual: 2))].contains(fault)
            })
        try recover(&call, after: 6)
    }

    @Test func `a commit that removes this client makes it ask to be added again`() throws {
        var call = try Call.ofTwo()
        try call.join(33, by: 0)
        try call.propose([.remove(call.leaf(of: UserID(33)))])
        try call.announce(commitOf: 0, joining: [], id: 9)
        #expect(call.members[2].refused == [.group(.removed)])
        #expect(call.members[2].sent.suffix(2).first == .invalidCommitWelcome(id: 9))
        let package = try call.members[2].keyPackage()
        call.execute(9)
        try call.propose([.add(package)], to: [0, 1])
        try call.announce(commitOf: 0, joining: [2], id: 10)
        call.execute(10)
        call.members[2].refused = []
        try call.expectAgreement()
    }

    @Test func `a message cut within the transition id cannot be answered`() throws {
        var call = try Call.ofTwo()
        for bytes in [[], [1]] as [[UInt8]] {
            let answers = call.members[0].handle(.announceCommit(bytes)) + call.members[0].handle(.welcome(bytes))
            #expect(answers.isEmpty)
        }
        call.members[0].refused = []
        try call.expectAgreement()
    }
}
