import Crypto
import DiscordTypes
import Testing

@testable import DAVE

struct DAVESessionTests {
    @Test func `with version 1 a key package is offered and audio is held`() throws {
        var call = try Call()
        try call.connect(11)
        let member = call.members[0]
        #expect(member.isHeld)
        #expect(member.sent.count == 1)
        let package = try member.keyPackage()
        try package.validate()
        let bytes = MLSWriter.encode(package)
        #expect(Array(bytes.prefix(6)) == [0, 1, 0, 2, 0x40, 0x41])
        #expect((380...400).contains(bytes.count))
        #expect(package.leaf.credential == .basic(identity: UserID(11).mlsIdentity))
        #expect(package.leaf.capabilities == .own)
        #expect(package.leaf.source == .keyPackage(notBefore: 0, notAfter: .max))
        #expect(package.extensions.isEmpty && package.leaf.extensions.isEmpty)
    }

    @Test func `with version 0 audio is clear and there is no group`() throws {
        var member = try Member(11, channel: ChannelID(1))
        member.handle(.sessionDescribed(protocolVersion: 0))
        #expect(member.isClear)
        #expect(member.sent.isEmpty)
        #expect(member.session.group == nil)
    }

    @Test func `where op 4 asks for encryption again, what was clear is held`() throws {
        var member = try Member(11, channel: ChannelID(1))
        member.handle(.sessionDescribed(protocolVersion: 0))
        member.handle(.sessionDescribed(protocolVersion: 1))
        #expect(member.isHeld)
    }

    @Test func `with an unknown version nothing leaves`() throws {
        var member = try Member(11, channel: ChannelID(1))
        member.handle(.sessionDescribed(protocolVersion: 2))
        #expect(member.isHeld)
        #expect(member.refused == [.unsupportedVersion(2)])
    }

    @Test func `the external sender is kept whether it comes before op 4 or after`() throws {
        let server = try VoiceServer(channel: ChannelID(5))
        for isFirst in [true, false] {
            var member = try Member(11, channel: ChannelID(5))
            member.handle(.sessionStarted)
            if isFirst { member.handle(.externalSender(server.externalSender)) }
            member.handle(.sessionDescribed(protocolVersion: 1))
            if !isFirst { member.handle(.externalSender(server.externalSender)) }
            let group = try #require(member.session.group)
            #expect(group.epoch == 0)
            #expect(group.groupID == [0, 0, 0, 0, 0, 0, 0, 5])
            #expect(group.context.extensions.map(\.type) == [5])
            #expect(try group.context.externalSenders.map { MLSWriter.encode($0) } == [server.externalSender])
            member.handle(.prepareEpoch(epoch: 1, protocolVersion: 1))
            #expect(member.session.group?.context.extensions == group.context.extensions)
        }
    }

    @Test func `each new beginning has a fresh key package`() throws {
        var call = try Call.ofTwo()
        var packages = [try call.members[1].keyPackage()]
        call.members[1].handle(.prepareEpoch(epoch: 1, protocolVersion: 1))
        packages.append(try call.members[1].keyPackage())
        call.members[1].handle(.sessionDescribed(protocolVersion: 1))
        packages.append(try call.members[1].keyPackage())
        call.members[1].handle(.welcome([0, 9, 1, 2, 3]))
        packages.append(try call.members[1].keyPackage())
        #expect(Set(packages.map(\.initKey)).count == 4)
        #expect(Set(packages.map(\.leaf.encryptionKey)).count == 4)
        #expect(Set(packages.map(\.leaf.signatureKey)).count == 1)
    }

    @Test func `two members form a group and hear each other`() throws {
        var call = try Call.ofTwo()
        try call.expectAgreement()
        #expect(call.members[0].group?.epoch == 1)
        #expect(call.members[0].group?.members == [UserID(11), UserID(22)])
        let first = try #require(call.members[0].group?.fingerprints[UserID(22)])
        #expect(first == call.members[1].session.identity.fingerprint(of: UserID(22)))
        #expect(call.members.flatMap(\.refused).isEmpty)
        #expect(try call.members[0].frame(of: [0xF8, 0xFF, 0xFE])?.count == 15)
    }

    @Test func `of two first commits one wins, and its author adopts it`() throws {
        for winner in [0, 1] {
            var call = try Call()
            try call.connect(11)
            try call.connect(22)
            for index in 0..<2 {
                let add = try call.server.append([.add(call.members[1 - index].keyPackage())])
                call.members[index].handle(.proposals(add))
            }
            let (commit, welcome) = try VoiceServer.split(#require(call.members[winner].lastCommit))
            call.server.epoch = 1
            call.members[winner].handle(.announceCommit(VoiceServer.announce(0, commit)))
            call.members[1 - winner].handle(.welcome(VoiceServer.announce(0, try #require(welcome))))
            try call.expectAgreement()
        }
    }

    @Test func `members join, first, second and tenth, and commits are won and lost`() throws {
        var call = try Call.ofTwo()
        for user in UInt64(100)..<108 {
            try call.join(user, by: Int(user) % call.members.count)
            try call.expectAgreement()
        }
        #expect(call.members.count == 10)
        #expect(call.members.flatMap(\.refused).isEmpty)
    }

    @Test func `one leaves and another comes in the same commit`() throws {
        var call = try Call.ofTwo()
        try call.join(33, by: 0)
        try call.join(44, by: 2)
        let leaving = call.members.remove(at: 1)
        try call.connect(55)
        for index in call.members.indices { call.members[index].handle(.clientDisconnected(leaving.user)) }
        try call.propose(
            [.remove(call.leaf(of: leaving.user)), .add(call.members[3].keyPackage())], to: [0, 1, 2])
        let id = call.newTransition()
        try call.announce(commitOf: 2, joining: [3], id: id)
        call.execute(id)
        try call.expectAgreement()
        var gone = leaving
        let isHeard = try gone.hears(call.members[0])
        #expect(!isHeard)
        #expect(
            call.members[0].group?.members == [11, 33, 44, 55].map { UserID($0) }.reduce(into: []) { $0.insert($1) })
    }

    @Test func `a call that grows and shrinks again agrees in each epoch`() throws {
        var call = try Call.ofTwo()
        for user in UInt64(100)..<107 { try call.join(user, by: Int(user) % call.members.count) }
        for round in 0..<6 {
            let gone = call.members.remove(at: round % call.members.count)
            let id = call.newTransition()
            try call.propose([.remove(call.leaf(of: gone.user))])
            try call.announce(commitOf: (round * 3) % call.members.count, joining: [], id: id)
            call.execute(id)
            try call.expectAgreement()
        }
        #expect(call.members[0].session.group?.tree.members.count == 3)
        #expect(call.members.flatMap(\.refused).isEmpty)
    }

    @Test func `a revoked proposal is not committed`() throws {
        var call = try Call.ofTwo()
        try call.connect(33)
        try call.connect(44)
        let first = try call.server.message(.add(call.members[2].keyPackage()))
        let second = try call.server.message(.add(call.members[3].keyPackage()))
        for index in 0..<2 { call.members[index].handle(.proposals(VoiceServer.append([first, second]))) }
        let revoke = VoiceServer.revoke([VoiceServer.reference(of: first)])
        for index in 0..<2 {
            let answers = call.members[index].handle(.proposals(revoke))
            #expect(answers.count == 1)
        }
        let waiting = call.members.remove(at: 2)
        let id = call.newTransition()
        try call.announce(commitOf: 1, joining: [2], id: id)
        call.execute(id)
        try call.expectAgreement()
        #expect(waiting.group == nil)
        let nothing = try call.server.message(.add(waiting.keyPackage()))
        call.members[0].handle(.proposals(VoiceServer.append([nothing])))
        let answers = call.members[0].handle(
            .proposals(VoiceServer.revoke([VoiceServer.reference(of: nothing)])))
        #expect(answers.isEmpty)
    }

    @Test func `an earlier commit of ours that the server picks is adopted too`() throws {
        var call = try Call.ofTwo()
        try call.connect(33)
        try call.connect(44)
        try call.propose([.add(call.members[2].keyPackage())], to: [0, 1])
        let early = try #require(call.members[0].lastCommit)
        try call.propose([.add(call.members[3].keyPackage())], to: [0, 1])
        #expect(call.members[0].lastCommit != early)
        let (commit, welcome) = try VoiceServer.split(early)
        call.server.epoch += 1
        for index in 0..<2 { call.members[index].handle(.announceCommit(VoiceServer.announce(7, commit))) }
        call.members[2].handle(.welcome(VoiceServer.announce(7, try #require(welcome))))
        call.members.removeLast()
        call.execute(7)
        try call.expectAgreement()
    }

    @Test func `a list that removes this client is not committed by it`() throws {
        var call = try Call.ofTwo()
        try call.join(33, by: 0)
        let before = call.members[2].sent.count
        try call.propose([.remove(call.leaf(of: UserID(33)))])
        #expect(call.members[2].sent.count == before)
        #expect(call.members[0].lastCommit != nil)
    }
}
