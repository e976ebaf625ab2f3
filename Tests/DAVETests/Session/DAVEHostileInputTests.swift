import Crypto
import DiscordTypes
import Testing

@testable import DAVE

/// Nothing that is refused changes anything.
struct DAVEHostileInputTests {
    /// Expects that an event is refused, answered with nothing, and leaves the call as it was.
    private func expectRefusal(
        _ event: DAVEEvent, in call: inout Call, as fault: DAVEFault? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let proposals = call.members[0].session.proposals.map(\.reference)
        let answers = call.members[0].handle(event)
        #expect(answers.isEmpty, sourceLocation: location)
        #expect(call.members[0].refused.count == 1, sourceLocation: location)
        if let fault { #expect(call.members[0].refused == [fault], sourceLocation: location) }
        #expect(call.members[0].session.proposals.map(\.reference) == proposals, sourceLocation: location)
        call.members[0].refused = []
        try call.expectAgreement(location)
    }

    private func package(_ user: UInt64) throws -> KeyPackage {
        try OwnKeyPackage(signingKey: DAVEIdentity().signingKey(for: UserID(user))).keyPackage
    }

    @Test func `proposals of a foreign sender, epoch or group are refused`() throws {
        var call = try Call.ofTwo()
        call.members[0].handle(.clientsConnected([UserID(33)]))
        let add = Proposal.add(try package(33))
        let foreign = try VoiceServer(channel: call.server.channel)
        let cases: [(MLSMessage, MLSError)] = [
            (try foreign.message(add, epoch: 1), .invalidSignature),
            (try call.server.message(add, epoch: 0), .wrongEpoch(expected: 1, actual: 0)),
            (try call.server.message(add, epoch: 2), .wrongEpoch(expected: 1, actual: 2)),
            (try call.server.message(add, channel: ChannelID(1)), .wrongGroup),
            (try call.server.message(add, sender: .external(1)), .unknownSender),
            (try call.server.message(add, sender: .newMemberProposal), .unknownSender),
            (try call.server.message(.remove(LeafIndex(2))), .invalidProposal(.removesNobody)),
            (try call.server.message(.remove(LeafIndex(.max))), .invalidProposal(.removesNobody)),
        ]
        for (message, error) in cases {
            try expectRefusal(.proposals(VoiceServer.append([message])), in: &call, as: .group(error))
        }
    }

    @Test func `kinds of proposals that Discord does not make are refused`() throws {
        var call = try Call.ofTwo()
        let key = PreSharedKeyID(kind: .external(id: [1]), nonce: [UInt8](repeating: 0, count: 32))
        let reinit = Proposal.reinit(groupID: [1], version: 1, cipherSuite: 2, extensions: [])
        for proposal in [.preSharedKey(key), .groupContextExtensions([]), reinit] {
            try expectRefusal(.proposals(call.server.append([proposal])), in: &call, as: .forbiddenProposal)
        }
        let leaf = try package(11).leaf
        for proposal in [.update(leaf), .externalInit(kemOutput: [1])] as [Proposal] {
            try expectRefusal(
                .proposals(call.server.append([proposal])), in: &call,
                as: .group(.invalidProposal(.notAllowed)))
        }
    }

    @Test func `a user who was not announced, or is gone, is not added`() throws {
        var call = try Call.ofTwo()
        let add = try call.server.append([.add(package(33))])
        try expectRefusal(.proposals(add), in: &call, as: .unknownUser(UserID(33)))
        call.members[0].handle(.clientsConnected([UserID(33)]))
        call.members[0].handle(.clientDisconnected(UserID(33)))
        try expectRefusal(.proposals(add), in: &call, as: .unknownUser(UserID(33)))
        call.members[0].handle(.clientsConnected([UserID(33)]))
        let answers = call.members[0].handle(.proposals(add))
        #expect(answers.count == 1)
    }

    @Test func `of a list with one bad proposal nothing is taken`() throws {
        var call = try Call.ofTwo()
        call.members[0].handle(.clientsConnected([UserID(33)]))
        let list = try call.server.append([.add(package(33)), .add(package(44))])
        try expectRefusal(.proposals(list), in: &call, as: .unknownUser(UserID(44)))
    }

    @Test func `more proposals than a channel can have are refused`() throws {
        var call = try Call.ofTwo()
        let message = try call.server.message(.remove(LeafIndex(0)))
        for _ in 0..<DAVESession.largestProposalCount {
            let reference = RandomBytes.make(32)
            let entry = ProposalList.Entry(proposal: .remove(LeafIndex(0)), sender: .external(0))
            call.members[0].session.proposals.append(PendingProposal(reference: reference, entry: entry))
        }
        let answers = call.members[0].handle(.proposals(VoiceServer.append([message])))
        #expect(answers.isEmpty)
        #expect(call.members[0].refused == [.tooManyProposals])
        #expect(call.members[0].session.proposals.count == DAVESession.largestProposalCount)
    }

    @Test func `key packages with any altered byte are refused`() throws {
        var call = try Call.ofTwo()
        call.members[0].handle(.clientsConnected([UserID(33)]))
        let bytes = MLSWriter.encode(try package(33))
        var refusals = 0
        for index in stride(from: 0, to: bytes.count, by: 3) {
            var altered = bytes
            altered[index] ^= 0x21
            guard let package = try? MLSReader.decode(KeyPackage.self, from: altered) else { continue }
            let body = try call.server.append([.add(package)])
            let answers = call.members[0].handle(.proposals(body))
            #expect(answers.isEmpty, "byte \(index)")
            refusals += 1
        }
        #expect(refusals > 50)
        #expect(call.members[0].refused.count == refusals)
        #expect(call.members[0].session.proposals.isEmpty)
    }

    @Test func `a key package without a user id is refused`() throws {
        var call = try Call.ofTwo()
        for identity in [[], [1], [UInt8](repeating: 0, count: 9)] as [[UInt8]] {
            let key = MLSSigningKey(key: try P256PrivateKey(), credential: .basic(identity: identity))
            let body = try call.server.append([.add(OwnKeyPackage(signingKey: key).keyPackage)])
            try expectRefusal(.proposals(body), in: &call, as: .invalidIdentity)
        }
    }

    @Test func `a member is not added a second time`() throws {
        var call = try Call.ofTwo()
        call.members[0].handle(.proposals(try call.server.append([.add(package(22))])))
        #expect(call.members[0].refused == [.memberTwice(UserID(22))])
        #expect(call.members[0].lastCommit == nil || call.members[0].session.sentCommits.isEmpty)
    }

    @Test func `malformed bodies are refused`() throws {
        var call = try Call.ofTwo()
        let valid = try call.server.append([.remove(LeafIndex(1))])
        let bodies: [[UInt8]] = [
            [], [0], [2, 0], [0, 0xC0], [0, 0x40, 0x01, 0], [0, 0x80, 0, 0, 1, 0], [0, 0xBF, 0xFF, 0xFF, 0xFF, 1],
            valid + [0], Array(valid.dropLast()), [UInt8](repeating: 0, count: 5 << 20),
        ]
        for body in bodies { try expectRefusal(.proposals(body), in: &call) }
        for body in bodies.dropLast(3) { try expectRefusal(.externalSender(body), in: &call) }
    }

    @Test func `an external sender whose key is no key is refused`() throws {
        var call = try Call.ofTwo()
        var bytes = call.server.externalSender
        bytes[40] ^= 1
        try expectRefusal(.externalSender(bytes), in: &call, as: .group(.invalidPublicKey))
    }

    @Test func `commits from before are ignored`() throws {
        var call = try Call.ofTwo()
        try call.connect(33)
        try call.propose([.add(call.members[2].keyPackage())], to: [0, 1])
        let (commit, _) = try VoiceServer.split(#require(call.members[1].lastCommit))
        try call.announce(commitOf: 1, joining: [2], id: 4)
        call.execute(4)
        try expectRefusal(.announceCommit(VoiceServer.announce(5, commit)), in: &call, as: .stale(epoch: 1))
    }

    @Test func `a welcome is taken only by whoever waits for one`() throws {
        var call = try Call.ofTwo()
        try expectRefusal(.welcome([0, 5, 1, 2, 3]), in: &call, as: .unexpected)
    }

    /// A commit that one member makes on its own terms.
    private func commit(
        by index: Int, in call: Call, _ make: (MLSGroup) throws -> OwnCommit
    ) throws -> DAVEEvent {
        let group = try #require(call.members[index].session.group)
        let message = try make(group).message
        return .announceCommit(VoiceServer.announce(3, MLSWriter.encode(MLSMessage.publicMessage(message))))
    }

    @Test func `a commit of proposals that the server did not make is answered with op 31`() throws {
        var call = try Call.ofTwo()
        try call.join(33, by: 0)
        let newcomer = Proposal.add(try package(44))
        let reference = [UInt8](repeating: 1, count: 32)
        let unknown = ProposalList.Received(
            uniqueKeysWithValues: [(reference, .init(proposal: newcomer, sender: .external(0)))])
        let cases: [(DAVEEvent, DAVEFault)] = [
            (try commit(by: 1, in: call) { try $0.committing([.proposal(newcomer)], received: [:]) }, .inlineProposal),
            (
                try commit(by: 1, in: call) { try $0.committing([.proposal(.remove(LeafIndex(2)))], received: [:]) },
                .inlineProposal
            ),
            (
                try commit(by: 1, in: call) { try $0.committing([.reference(reference)], received: unknown) },
                .group(.unknownProposal)
            ),
        ]
        for (event, fault) in cases {
            var member = call.members[0]
            let answers = member.handle(event)
            #expect(answers.first == .invalidCommitWelcome(id: 3))
            #expect(answers.count == 2)
            #expect(member.refused == [fault])
            #expect(member.isEncrypted)
        }
    }

    @Test func `a committer may not change its key or name`() throws {
        var call = try Call.ofTwo()
        try call.join(33, by: 0)
        let old = try #require(call.members[1].session.group)
        for credential in [
            Credential.basic(identity: UserID(22).mlsIdentity), .basic(identity: UserID(99).mlsIdentity),
        ] {
            let swapped = MLSSigningKey(key: try P256PrivateKey(), credential: credential)
            let change = try old.change([], by: old.ownLeaf, received: [:], preSharedKeys: [:])
            let path = try TreeKEM.makePath(
                in: change.tree, by: .init(index: old.ownLeaf, signingKey: swapped), excluding: [],
                context: old.provisionalContext(change, treeHash: []))
            let content = FramedContent(
                groupID: old.groupID, epoch: old.epoch, sender: .member(old.ownLeaf),
                body: .commit(Commit(items: [], path: path.path)))
            let signed = AuthenticatedContent(
                wireFormat: PublicMessage.wireFormat, content: content,
                signature: try old.signingKey.sign(
                    AuthenticatedContent.signedContent(
                        wireFormat: PublicMessage.wireFormat, content, in: old.context),
                    label: AuthenticatedContent.signatureLabel),
                confirmationTag: [UInt8](repeating: 0, count: 32))
            let message = PublicMessage(
                tagging: signed, in: old.context, membershipKey: old.secrets.membershipKey)
            var member = call.members[0]
            member.handle(
                .announceCommit(VoiceServer.announce(3, MLSWriter.encode(MLSMessage.publicMessage(message)))))
            #expect(member.refused == [.committerChanged])
        }
    }

    @Test func `no altered commit is ever taken, and the true one still is`() throws {
        var call = try Call.ofTwo()
        try call.join(33, by: 0)
        call.members.removeLast()
        try call.propose([.remove(LeafIndex(2))])
        let (commit, _) = try VoiceServer.split(#require(call.members[1].lastCommit))
        let group = try #require(call.members[0].session.group)
        let received = Dictionary(
            uniqueKeysWithValues: call.members[0].session.proposals.map { ($0.reference, $0.entry) })
        for index in commit.indices {
            var altered = commit
            altered[index] ^= 1 << UInt8(index % 8)
            #expect(throws: (any Error).self, "byte \(index)") {
                _ = try GroupPolicy.follow(altered, in: group, proposals: received)
            }
        }
        #expect(try GroupPolicy.follow(commit, in: group, proposals: received).epoch == group.epoch + 1)
    }
}
