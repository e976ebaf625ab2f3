import Crypto
import DiscordTypes
import Testing

@testable import DAVE

/// What a welcome must be to be believed.
struct DAVEWelcomeTests {
    /// A group of one, made by hand, that welcomes a newcomer.
    private func welcome(
        _ newcomer: KeyPackage, groupID: [UInt8], extensions: [MLSExtension], creator: UInt64 = 11
    ) throws -> [UInt8] {
        let package = try OwnKeyPackage(signingKey: DAVEIdentity().signingKey(for: UserID(creator)))
        let group = MLSGroup(creating: groupID, with: package, extensions: extensions)
        let commit = try group.committing([.proposal(.add(newcomer))], received: [:])
        return MLSWriter.encode(try #require(commit.welcome))
    }

    private func newcomer() throws -> (call: Call, package: KeyPackage, extensions: [MLSExtension]) {
        var call = try Call()
        try call.connect(33)
        let extensions = try #require(call.members[0].session.group).context.extensions
        return (call, try call.members[0].keyPackage(), extensions)
    }

    @Test func `the group of the channel with the known external sender is joined`() throws {
        var (call, package, extensions) = try newcomer()
        let bytes = try welcome(package, groupID: call.server.channel.mlsIdentity, extensions: extensions)
        call.members[0].handle(.welcome(VoiceServer.announce(0, bytes)))
        #expect(call.members[0].refused.isEmpty)
        #expect(call.members[0].isEncrypted)
        // Nobody announced the creator: joined all the same, but worth a line in the log.
        #expect(call.members[0].group?.unannounced == [UserID(11)])
    }

    @Test func `another group, another external sender, more extensions or none are refused`() throws {
        let (call, package, extensions) = try newcomer()
        let groupID = call.server.channel.mlsIdentity
        let foreign = try KnownExternalSender(VoiceServer(channel: call.server.channel).externalSender)
        let cases: [([UInt8], DAVEFault)] = [
            (try welcome(package, groupID: [1], extensions: extensions), .group(.wrongGroup)),
            (
                try welcome(package, groupID: groupID, extensions: [foreign.groupExtension]),
                .wrongExtensions
            ),
            (try welcome(package, groupID: groupID, extensions: []), .wrongExtensions),
            (try welcome(package, groupID: groupID, extensions: extensions + extensions), .wrongExtensions),
            (
                try welcome(package, groupID: groupID, extensions: extensions, creator: 33),
                .memberTwice(UserID(33))
            ),
            (
                try welcome(
                    OwnKeyPackage(signingKey: DAVEIdentity().signingKey(for: UserID(33))).keyPackage,
                    groupID: groupID, extensions: extensions),
                .group(.invalidWelcome(.notForThisKeyPackage))
            ),
        ]
        for (bytes, fault) in cases {
            var member = call.members[0]
            let answers = member.handle(.welcome(VoiceServer.announce(4, bytes)))
            #expect(answers.first == .invalidCommitWelcome(id: 4))
            #expect(answers.count == 2)
            #expect(member.refused == [fault])
            #expect(member.isHeld)
            #expect(try member.keyPackage().initKey != package.initKey)
        }
    }

    @Test func `a welcome before the external sender is refused`() throws {
        var member = try Member(33, channel: ChannelID(1))
        member.handle(.sessionDescribed(protocolVersion: 1))
        let bytes = try welcome(member.keyPackage(), groupID: ChannelID(1).mlsIdentity, extensions: [])
        member.handle(.welcome(VoiceServer.announce(4, bytes)))
        #expect(member.refused == [.noExternalSender])
    }

    @Test func `no altered welcome is ever taken, and the true one still is`() throws {
        let (call, package, extensions) = try newcomer()
        let bytes = try welcome(package, groupID: call.server.channel.mlsIdentity, extensions: extensions)
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 1 << UInt8(index % 8)
            var member = call.members[0]
            member.handle(.welcome(VoiceServer.announce(4, altered)))
            #expect(member.refused.count == 1 && member.isHeld, "byte \(index)")
        }
        for count in stride(from: 0, to: bytes.count, by: 7) {
            var member = call.members[0]
            member.handle(.welcome(VoiceServer.announce(4, Array(bytes.prefix(count)))))
            #expect(member.refused.count == 1 && member.isHeld, "\(count) bytes")
        }
        var member = call.members[0]
        member.handle(.welcome(VoiceServer.announce(0, bytes)))
        #expect(member.isEncrypted)
    }

    @Test func `trees that do not hold together are refused`() throws {
        let leaf = try OwnKeyPackage(signingKey: DAVEIdentity().signingKey(for: UserID(1))).keyPackage.leaf
        let other = try OwnKeyPackage(signingKey: DAVEIdentity().signingKey(for: UserID(2))).keyPackage.leaf
        let parent = ParentNode(
            encryptionKey: try P256PrivateKey().publicKey.bytes, parentHash: [], unmergedLeaves: [])
        func encode(_ nodes: [TreeNode?]) -> [UInt8] {
            let body = MLSWriter.collect { writer in
                for node in nodes { writer.optional(node) }
            }
            return MLSWriter.collect { $0.vector(body) }
        }
        let shapes: [([TreeNode?], TreeFault)] = [
            ([], .empty), ([nil], .endsBlank), ([.leaf(leaf), nil], .endsBlank), ([.parent(parent)], .wrongNodeType),
            ([.leaf(leaf), .leaf(other)], .wrongNodeType),
            ([TreeNode?](repeating: nil, count: 40_000) + [.leaf(leaf)], .tooLarge),
        ]
        for (nodes, fault) in shapes {
            #expect(throws: MLSError.invalidTree(fault)) { _ = try RatchetTree(encoded: encode(nodes)) }
        }
        let contents: [([TreeNode?], TreeFault)] = [
            ([.leaf(leaf), nil, .leaf(leaf)], .keyTwice),
            ([.leaf(leaf), .parent(parent), .leaf(other)], .invalidParentHash),
        ]
        for (nodes, fault) in contents {
            var tree = try RatchetTree(encoded: encode(nodes))
            #expect(throws: MLSError.invalidTree(fault)) { try tree.validate(groupID: []) }
        }
        for unmerged in [[LeafIndex(1), LeafIndex(0)], [LeafIndex(0), LeafIndex(0)], [LeafIndex(7)]] {
            let node = ParentNode(encryptionKey: parent.encryptionKey, parentHash: [], unmergedLeaves: unmerged)
            var tree = try RatchetTree(encoded: encode([.leaf(leaf), .parent(node), .leaf(other)]))
            #expect(throws: MLSError.invalidTree(.invalidUnmergedLeaves)) { try tree.validate(groupID: []) }
        }
    }
}
