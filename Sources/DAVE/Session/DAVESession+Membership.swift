internal import Crypto
internal import DiscordTypes

/// Who is in the group: ops 25 to 31.
extension DAVESession {
    /// Op 25. Kept across new beginnings of the group.
    mutating func take(externalSender bytes: [UInt8]) throws -> [DAVEAction] {
        let sender = try KnownExternalSender(bytes)
        externalSender = sender
        if case .joining(let package, let local) = phase, local?.context.extensions != [sender.groupExtension] {
            proposals = []
            sentCommits = []
            phase = .joining(package, local: localGroup(of: package))
        }
        return []
    }

    /// Op 27. Every member commits all that is proposed; the server takes the first.
    mutating func take(proposals bytes: [UInt8]) throws -> [DAVEAction] {
        guard let group else { throw DAVEFault.unexpected }
        var reader = try MLSReader(bytes)
        var updated = proposals
        switch try reader.integer(UInt8.self) {
        case 0:
            for message in try reader.list(of: MLSMessage.self) {
                let proposal = try GroupPolicy.accept(message, in: group) { knownUsers.contains($0) || $0 == user }
                guard !updated.contains(where: { $0.reference == proposal.reference }) else { continue }
                guard updated.count < Self.largestProposalCount else { throw DAVEFault.tooManyProposals }
                updated.append(proposal)
            }
        case 1:
            let revoked = Set(try reader.list(of: MLSBytes.self).map(\.bytes))
            updated.removeAll { revoked.contains($0.reference) }
        case let other:
            throw CodecError.unknownValue("proposals operation", UInt64(other))
        }
        try reader.finish()
        proposals = updated
        return try commit(in: group)
    }

    private var receivedProposals: ProposalList.Received {
        Dictionary(proposals.map { ($0.reference, $0.entry) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func commit(in group: MLSGroup) throws -> [DAVEAction] {
        guard !proposals.isEmpty else { return [] }
        guard !proposals.contains(where: { $0.entry.proposal == .remove(group.ownLeaf) }) else { return [] }
        let own = try group.committing(
            proposals.map { .reference($0.reference) }, received: receivedProposals)
        _ = try GroupPolicy.members(of: own.group)
        let bytes = MLSWriter.encode(MLSMessage.publicMessage(own.message))
        if sentCommits.count == Self.largestSentCommitCount { sentCommits.removeFirst() }
        let payload = bytes + (own.welcome.map(MLSWriter.encode) ?? [])
        sentCommits.append(SentCommit(bytes: bytes, payload: payload, group: own.group))
        return [.send(.commitWelcome(payload))]
    }

    /// Op 29.
    mutating func take(commit message: [UInt8]) throws -> [DAVEAction] {
        let (id, bytes) = try Self.transition(of: message)
        if let sent = sentCommits.first(where: { $0.bytes == bytes }) {
            return try enter(sent.group, transition: id)
        }
        // Whoever is not in the group yet, or lost the race for the first commit, gets a welcome instead.
        guard case .member(let group, _) = phase else { throw DAVEFault.unexpected }
        do {
            return try enter(
                GroupPolicy.follow(bytes, in: group, proposals: receivedProposals), transition: id)
        } catch let fault as DAVEFault {
            if case .stale = fault { throw fault }
            return try recover(from: fault, transition: id)
        } catch {
            return try recover(from: DAVEFault(error), transition: id)
        }
    }

    /// Op 30.
    mutating func take(welcome message: [UInt8]) throws -> [DAVEAction] {
        let (id, bytes) = try Self.transition(of: message)
        guard case .joining(let package, _) = phase else { throw DAVEFault.unexpected }
        do {
            guard let externalSender else { throw DAVEFault.noExternalSender }
            let group = try GroupPolicy.join(
                bytes, with: package, groupID: channel.mlsIdentity, sender: externalSender)
            return try enter(group, transition: id)
        } catch {
            return try recover(from: DAVEFault(error), transition: id)
        }
    }

    private static func transition(of message: [UInt8]) throws(CodecError) -> (id: UInt16, rest: [UInt8]) {
        var reader = try MLSReader(message)
        let id = try reader.integer(UInt16.self)
        return (id, Array(message.dropFirst(2)))
    }

    /// Takes the next epoch. Others' frames can be opened at once; this client's own keys change with the transition.
    private mutating func enter(_ group: MLSGroup, transition id: UInt16) throws -> [DAVEAction] {
        let members = try GroupPolicy.members(of: group)
        guard let encryptor = FrameEncryptor(baseSecret: group.mediaSecret(of: user.rawValue)) else {
            throw DAVEFault.libraryFailure
        }
        forgetGroup()
        phase = .member(group, encryptor)
        var keys: [UserID: SecretBytes] = [:]
        for member in members.keys where member != user { keys[member] = group.mediaSecret(of: member.rawValue) }
        let summary = DAVEGroup(group, members: members, announced: knownUsers, own: user)
        return [.receive(.install(keys)), .groupChanged(summary)] + prepare(.epoch(encryptor), id: id)
    }

    /// Op 31: the server lets the others remove this client and add it again with the new key package. Until then it goes
    /// on sending with the keys it has, which the others still have for ten seconds.
    private mutating func recover(from fault: DAVEFault, transition id: UInt16) throws -> [DAVEAction] {
        [.send(.invalidCommitWelcome(id: id))] + (try startOver()) + [.refused(fault)]
    }
}
