internal import Crypto
package import DiscordTypes

/// Discord's end-to-end encryption of one voice connection, as a state machine without I/O: events of the voice gateway go in,
/// what has to be done comes out.
///
/// Two rules stand above all: while encryption is required and there is no key, no audio leaves; and a message that is
/// refused changes nothing. Source: the DAVE protocol, version 1.
package struct DAVESession: Sendable {
    package static let newestVersion = 1
    /// More than a voice channel's members leaving and coming at once.
    static let largestProposalCount = 512
    static let largestSentCommitCount = 8
    static let largestTransitionCount = 16

    package let channel: ChannelID
    package let user: UserID
    let identity: DAVEIdentity

    /// In effect: what was negotiated, then what was executed.
    package internal(set) var protocolVersion = 0
    var knownUsers: Set<UserID> = []
    /// Whether the voice gateway told of anybody else in the call.
    package var hasOthers: Bool { !knownUsers.subtracting([user]).isEmpty }
    /// Whether this client is in the group, so that its keys are ones that the others have.
    package var isMember: Bool { if case .member = phase { true } else { false } }
    var externalSender: KnownExternalSender?
    var phase = Phase.idle
    /// In the order they came.
    var proposals: [PendingProposal] = []
    /// Commits of this epoch; whichever the server picks is adopted.
    var sentCommits: [SentCommit] = []
    /// Waiting for their execution, in the order they were prepared.
    var transitions: [PreparedTransition] = []

    enum Phase: Sendable {
        /// No encryption asked for.
        case idle
        /// The key package was sent. `local`: a group of this client alone, which the first commit may start from.
        case joining(OwnKeyPackage, local: MLSGroup?)
        /// The encryptor is the only one of this epoch, since two would use nonces twice.
        case member(MLSGroup, FrameEncryptor)
    }

    struct SentCommit: Sendable {
        let bytes: [UInt8]
        /// With the welcome.
        let payload: [UInt8]
        let group: MLSGroup
    }

    /// - Parameter channel: the voice channel; its id is the group's.
    package init(channel: ChannelID, user: UserID, identity: DAVEIdentity) {
        self.channel = channel
        self.user = user
        self.identity = identity
    }

    /// The group proposals and commits apply to.
    var group: MLSGroup? {
        switch phase {
        case .idle: nil
        case .joining(_, let local): local
        case .member(let group, _): group
        }
    }

    package mutating func handle(_ event: DAVEEvent) -> [DAVEAction] {
        do {
            return try actions(for: event)
        } catch {
            return [.refused(DAVEFault(error))]
        }
    }

    private mutating func actions(for event: DAVEEvent) throws -> [DAVEAction] {
        switch event {
        case .sessionStarted: return reset()
        case .sessionResumed: return repeatUnanswered()
        case .sessionDescribed(let version): return try begin(version: version)
        case .clientsConnected(let users):
            knownUsers.formUnion(users)
            return []
        case .clientDisconnected(let user):
            knownUsers.remove(user)
            return []
        case .prepareTransition(let id, let version): return try prepare(id: id, version: version)
        case .executeTransition(let id): return try execute(id: id)
        case .prepareEpoch(let epoch, let version): return try prepare(epoch: epoch, version: version)
        case .externalSender(let bytes): return try take(externalSender: bytes)
        case .proposals(let bytes): return try take(proposals: bytes)
        case .announceCommit(let bytes): return try take(commit: bytes)
        case .welcome(let bytes): return try take(welcome: bytes)
        }
    }

    private mutating func reset() -> [DAVEAction] {
        self = DAVESession(channel: channel, user: user, identity: identity)
        return [.audio(.held), .receive(.reset), .groupChanged(nil)]
    }

    /// Op 4. The external sender may have come before.
    private mutating func begin(version: Int) throws -> [DAVEAction] {
        switch version {
        case 0:
            protocolVersion = 0
            forgetGroup()
            return [.audio(.clear), .receive(.acceptClearFrames)]
        case Self.newestVersion:
            protocolVersion = version
            transitions = []
            return [.audio(.held), .receive(.refuseClearFrames)] + (try startOver())
        default:
            // Nothing may leave in a way that the others do not expect.
            protocolVersion = version
            forgetGroup()
            return [.audio(.held), .refused(.unsupportedVersion(version))]
        }
    }

    /// What the server may be waiting for. It drops a commit or an acknowledgement that it has had before.
    private func repeatUnanswered() -> [DAVEAction] {
        let ready = transitions.map { DAVEAction.send(.transitionReady(id: $0.id)) }
        guard !proposals.isEmpty, let commit = sentCommits.last else { return ready }
        return ready + [.send(.commitWelcome(commit.payload))]
    }

    mutating func forgetGroup() {
        phase = .idle
        proposals = []
        sentCommits = []
    }

    /// Leaves the group, if there is one, and offers a fresh key package.
    mutating func startOver() throws -> [DAVEAction] {
        let package = try OwnKeyPackage(signingKey: identity.signingKey(for: user))
        var actions: [DAVEAction] = [.send(.keyPackage(MLSWriter.encode(package.keyPackage)))]
        if case .member = phase { actions.append(.groupChanged(nil)) }
        forgetGroup()
        phase = .joining(package, local: localGroup(of: package))
        return actions
    }

    func localGroup(of package: OwnKeyPackage) -> MLSGroup? {
        externalSender.map { sender in
            MLSGroup(creating: channel.mlsIdentity, with: package, extensions: [sender.groupExtension])
        }
    }
}
