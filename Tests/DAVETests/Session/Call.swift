import Crypto
import DiscordTypes
import Testing

@testable import DAVE

/// A voice channel: the server and sessions that follow its rules.
struct Call {
    var server: VoiceServer
    var members: [Member] = []
    private var nextTransition: UInt16 = 1

    init() throws {
        server = try VoiceServer(channel: ChannelID(927_310_423_890_473_011))
    }

    /// Two members in epoch 1, all transitions executed.
    static func ofTwo() throws -> Call {
        var call = try Call()
        try call.connect(11)
        try call.connect(22)
        let adds = try call.server.append([.add(call.members[1].keyPackage())])
        call.members[0].handle(.proposals(adds))
        try call.announce(commitOf: 0, joining: [1], id: 0)
        return call
    }

    /// A session up to op 4 with version 1; everybody knows everybody.
    mutating func connect(_ user: UInt64) throws {
        var member = try Member(user, channel: server.channel)
        member.handle(.sessionStarted)
        member.handle(.externalSender(server.externalSender))
        member.handle(.clientsConnected(members.map(\.user)))
        member.handle(.sessionDescribed(protocolVersion: 1))
        for index in members.indices { members[index].handle(.clientsConnected([member.user])) }
        members.append(member)
    }

    mutating func newTransition() -> UInt16 {
        defer { nextTransition += 1 }
        return nextTransition
    }

    /// Takes one member's last commit: the others in the group get it by op 29, the new ones their welcome by op 30.
    mutating func announce(commitOf winner: Int, joining: [Int], id: UInt16) throws {
        let (commit, welcome) = try VoiceServer.split(#require(members[winner].lastCommit))
        server.epoch += 1
        for index in members.indices {
            if joining.contains(index) {
                members[index].handle(.welcome(VoiceServer.announce(id, try #require(welcome))))
            } else {
                members[index].handle(.announceCommit(VoiceServer.announce(id, commit)))
            }
        }
    }

    mutating func propose(_ proposals: [Proposal], to audience: [Int]? = nil) throws {
        let body = try server.append(proposals)
        for index in audience ?? Array(members.indices) { members[index].handle(.proposals(body)) }
    }

    mutating func execute(_ id: UInt16) {
        for index in members.indices { members[index].handle(.executeTransition(id: id)) }
    }

    /// Connects one more and adds it to the group, committed by `winner`.
    mutating func join(_ user: UInt64, by winner: Int) throws {
        try connect(user)
        let new = members.count - 1
        try propose([.add(members[new].keyPackage())], to: Array(0..<new))
        let id = newTransition()
        try announce(commitOf: winner, joining: [new], id: id)
        execute(id)
    }

    /// Where the member is in the tree, as the first one sees it.
    func leaf(of user: UserID, seenBy observer: Int = 0) throws -> LeafIndex {
        let tree = try #require(members[observer].session.group?.tree)
        return try #require(tree.members.first { $0.leaf.credential == .basic(identity: user.mlsIdentity) }?.index)
    }

    /// Nobody keeps a key that the tree does not use any more.
    func expectNoOldKeys(_ location: SourceLocation = #_sourceLocation) {
        for group in members.compactMap(\.session.group) {
            for node in (0..<200).map(NodeIndex.init) {
                guard let key = group.keys[node] else { continue }
                #expect(group.tree[node]?.encryptionKey == key.publicKey.bytes, sourceLocation: location)
            }
        }
    }

    /// Everybody hears everybody and sees the same code.
    mutating func expectAgreement(_ location: SourceLocation = #_sourceLocation) throws {
        expectNoOldKeys(location)
        let codes = Set(members.map(\.group?.privacyCode))
        #expect(codes.count == 1 && codes.first != .some(nil), sourceLocation: location)
        for speaker in members.indices {
            #expect(members[speaker].isEncrypted, sourceLocation: location)
            for listener in members.indices where listener != speaker {
                let isHeard = try members[listener].hears(members[speaker])
                #expect(isHeard, "\(listener) hears \(speaker)", sourceLocation: location)
            }
        }
    }
}
