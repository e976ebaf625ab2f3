import Crypto
import DiscordTypes
import Testing

@testable import DAVE

struct DAVETransitionTests {
    @Test func `a new epoch is heard at once and spoken from its execution`() throws {
        var call = try Call.ofTwo()
        try call.connect(33)
        try call.propose([.add(call.members[2].keyPackage())], to: [0, 1])
        guard case .encrypted(let old) = call.members[0].audio else {
            Issue.record("not encrypted")
            return
        }
        try call.announce(commitOf: 0, joining: [2], id: 5)
        guard case .encrypted(let still) = call.members[0].audio else {
            Issue.record("not encrypted")
            return
        }
        #expect(old === still)
        #expect(call.members[2].isHeld)
        #expect(call.members.allSatisfy { $0.sent.last == .transitionReady(id: 5) })
        #expect(try call.members[1].hears(call.members[0]))
        call.members[0].handle(.executeTransition(id: 5))
        #expect(try call.members[1].hears(call.members[0]))
        #expect(try call.members[2].hears(call.members[0]))
        #expect(try call.members[0].hears(call.members[1]))
        call.execute(5)
        try call.expectAgreement()
    }

    @Test func `transition 0 is executed at once and not acknowledged`() throws {
        let call = try Call.ofTwo()
        for member in call.members {
            #expect(member.isEncrypted)
            #expect(!member.sent.contains(.transitionReady(id: 0)))
        }
    }

    @Test func `an unknown transition is ignored`() throws {
        var call = try Call.ofTwo()
        call.members[0].handle(.executeTransition(id: 99))
        #expect(call.members[0].refused == [.unknownTransition(99)])
        call.members[0].refused = []
        try call.expectAgreement()
    }

    @Test func `a transition that is overtaken by a later one is not executed any more`() throws {
        var call = try Call.ofTwo()
        for (user, id) in [(UInt64(33), UInt16(5)), (44, 6)] {
            try call.connect(user)
            let new = call.members.count - 1
            try call.propose([.add(call.members[new].keyPackage())], to: Array(0..<new))
            try call.announce(commitOf: 0, joining: [new], id: id)
        }
        call.execute(6)
        try call.expectAgreement()
        call.members[0].handle(.executeTransition(id: 5))
        #expect(call.members[0].refused == [.unknownTransition(5)])
        try call.expectAgreement()
    }

    @Test func `a session resumed in mid-transition goes on where it was`() throws {
        var call = try Call.ofTwo()
        try call.connect(33)
        try call.propose([.add(call.members[2].keyPackage())], to: [0, 1])
        let (commit, welcome) = try VoiceServer.split(#require(call.members[0].lastCommit))
        call.server.epoch += 1
        call.members[0].handle(.announceCommit(VoiceServer.announce(5, commit)))
        call.members[2].handle(.welcome(VoiceServer.announce(5, try #require(welcome))))
        call.members[0].handle(.executeTransition(id: 5))
        call.members[2].handle(.executeTransition(id: 5))
        // The second member was away; the server repeats what it missed.
        call.members[1].handle(.announceCommit(VoiceServer.announce(5, commit)))
        call.members[1].handle(.executeTransition(id: 5))
        try call.expectAgreement()
    }

    @Test func `what the server may have missed is said again after a resume`() throws {
        var call = try Call.ofTwo()
        let nothing = call.members[0].handle(.sessionResumed)
        #expect(nothing.isEmpty)
        try call.connect(33)
        try call.propose([.add(call.members[2].keyPackage())], to: [0, 1])
        let commit = try #require(call.members[0].lastCommit)
        let repeated = call.members[0].handle(.sessionResumed)
        #expect(repeated == [.commitWelcome(commit)])
        try call.announce(commitOf: 1, joining: [2], id: 5)
        let ready = call.members[0].handle(.sessionResumed)
        #expect(ready == [.transitionReady(id: 5)])
        call.execute(5)
        try call.expectAgreement()
    }

    @Test func `a downgrade to version 0 and back`() throws {
        var call = try Call.ofTwo()
        let frame = try #require(try call.members[0].frame(of: [0x78, 1]))
        for index in 0..<2 {
            let answers = call.members[index].handle(.prepareTransition(id: 8, protocolVersion: 0))
            #expect(answers == [.transitionReady(id: 8)])
            #expect(call.members[index].isEncrypted)
        }
        call.members[0].handle(.executeTransition(id: 8))
        #expect(call.members[0].isClear)
        #expect(call.members[0].group == nil)
        #expect(try call.members[1].hears(call.members[0]))
        #expect(try call.members[1].opened(frame, from: UserID(11)) == [0x78, 1])
        #expect(try call.members[0].hears(call.members[1]))
        call.members[1].handle(.executeTransition(id: 8))
        #expect(try call.members[0].hears(call.members[1]))

        call.server.epoch = 0
        for index in 0..<2 {
            let answers = call.members[index].handle(.prepareEpoch(epoch: 1, protocolVersion: 1))
            #expect(answers.count == 1)
            #expect(call.members[index].isClear)
        }
        try call.propose([.add(call.members[1].keyPackage())], to: [0])
        try call.announce(commitOf: 0, joining: [1], id: 9)
        #expect(call.members.allSatisfy { $0.isClear })
        call.execute(9)
        try call.expectAgreement()
        // Clear frames under way are heard for ten seconds more.
        let clear: [UInt8] = [0x78, 9, 9]
        #expect(try call.members[1].opened(clear, from: UserID(11), later: .seconds(9)) == clear)
        #expect(throws: FrameError.notEncrypted) {
            _ = try call.members[1].opened(clear, from: UserID(11), later: .seconds(10))
        }
    }

    @Test func `the sole member holds its audio until somebody returns`() throws {
        var call = try Call.ofTwo()
        let gone = call.members.remove(at: 1)
        call.members[0].handle(.clientDisconnected(gone.user))
        call.server.epoch = 0
        let answers = call.members[0].handle(.prepareEpoch(epoch: 1, protocolVersion: 1))
        #expect(answers.count == 1)
        let nothing = call.members[0].handle(.prepareTransition(id: 0, protocolVersion: 1))
        #expect(nothing.isEmpty)
        #expect(call.members[0].isHeld)
        #expect(call.members[0].group == nil)

        try call.connect(22)
        try call.propose([.add(call.members[1].keyPackage())], to: [0])
        try call.announce(commitOf: 0, joining: [1], id: 0)
        try call.expectAgreement()
    }

    @Test func `an epoch's frames are counted by one encryptor only`() throws {
        var call = try Call.ofTwo()
        guard case .encrypted(let first) = call.members[0].audio else {
            Issue.record("not encrypted")
            return
        }
        call.members[0].handle(.prepareTransition(id: 3, protocolVersion: 1))
        call.members[0].handle(.executeTransition(id: 3))
        guard case .encrypted(let second) = call.members[0].audio else {
            Issue.record("not encrypted")
            return
        }
        #expect(first === second)
    }

    @Test func `versions that do not exist are neither prepared nor acknowledged`() throws {
        var call = try Call.ofTwo()
        let events: [DAVEEvent] = [
            .prepareTransition(id: 3, protocolVersion: 2), .prepareEpoch(epoch: 1, protocolVersion: 2),
            .prepareEpoch(epoch: 2, protocolVersion: 1),
        ]
        for event in events {
            let answers = call.members[0].handle(event)
            #expect(answers.isEmpty)
        }
        #expect(call.members[0].refused == [.unsupportedVersion(2), .unsupportedVersion(2)])
        call.members[0].refused = []
        try call.expectAgreement()
    }

    @Test func `a new voice session forgets all of the one before`() throws {
        var call = try Call.ofTwo()
        call.members[0].handle(.sessionStarted)
        #expect(call.members[0].isHeld)
        #expect(call.members[0].group == nil)
        #expect(call.members[0].session.externalSender == nil)
        #expect(call.members[0].session.knownUsers.isEmpty)
        #expect(try !call.members[0].hears(call.members[1]))
    }
}
