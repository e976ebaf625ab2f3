import Crypto
import Testing

@testable import DAVE

/// What a member who holds all the keys of a group could try on others.
struct InsiderTests {
    private let groupID: [UInt8] = [1, 2, 3]

    private func package(_ name: UInt8) throws -> OwnKeyPackage {
        let key = MLSSigningKey(key: try P256PrivateKey(), credential: .basic(identity: [name]))
        return try OwnKeyPackage(signingKey: key)
    }

    /// A welcome put together by hand, in which any part can be wrong and all the rest fits.
    private struct Forgery {
        var tree: RatchetTree
        var signer: OwnKeyPackage
        var signerLeaf = LeafIndex(0)
        var treeHash: [UInt8]?
        var confirmationTag: [UInt8]?
        var preSharedKeys: [PreSharedKeyID] = []
        var version: UInt16?

        func welcome(for newcomer: OwnKeyPackage, groupID: [UInt8]) throws -> Welcome {
            var tree = tree
            let context = GroupContext(
                groupID: groupID, epoch: 1, treeHash: treeHash ?? tree.treeHash(),
                confirmedTranscriptHash: [UInt8](repeating: 5, count: 32), extensions: [])
            let joiner = SecretBytes.random(count: 32)
            let secrets = EpochSecrets(
                epochSecret: KeySchedule.epochSecret(
                    joinerSecret: joiner, preSharedKeySecret: .mlsZero, context: context))
            let info = try GroupInfo(
                context: context, extensions: [MLSExtension(type: MLSExtension.ratchetTree, data: tree.encoded)],
                confirmationTag: confirmationTag ?? secrets.confirmationKey.mac(context.confirmedTranscriptHash),
                signer: signerLeaf, signingKey: signer.signingKey)
            let sealed = try WelcomeKey(joinerSecret: joiner, preSharedKeySecret: .mlsZero)
                .seal(MLSWriter.encode(info))
            let groupSecrets = MLSWriter.encode(
                GroupSecrets(joinerSecret: joiner, pathSecret: nil, preSharedKeys: preSharedKeys))
            let encrypted = try MLSEncryption.seal(
                SecretBytes(copying: groupSecrets), to: newcomer.keyPackage.initKey, label: "Welcome",
                context: sealed)
            return Welcome(
                secrets: [.init(newMember: newcomer.keyPackage.reference, encrypted: encrypted)],
                encryptedGroupInfo: sealed)
        }
    }

    private func forgery() throws -> (Forgery, newcomer: OwnKeyPackage) {
        let creator = try package(1)
        let newcomer = try package(2)
        var tree = RatchetTree(creator.keyPackage.leaf)
        _ = try tree.add(newcomer.keyPackage.leaf)
        return (Forgery(tree: tree, signer: creator), newcomer)
    }

    private func expect(
        _ error: MLSError?, _ location: SourceLocation = #_sourceLocation,
        from change: (inout Forgery) throws -> Void
    ) throws {
        var (forgery, newcomer) = try forgery()
        try change(&forgery)
        let welcome = try forgery.welcome(for: newcomer, groupID: groupID)
        if let error {
            #expect(throws: error, sourceLocation: location) { _ = try MLSGroup(joining: welcome, with: newcomer) }
        } else {
            #expect(try MLSGroup(joining: welcome, with: newcomer).epoch == 1, sourceLocation: location)
        }
    }

    @Test func `a welcome is believed only if all of it fits`() throws {
        try expect(nil) { _ in }
        try expect(.invalidSignature) { $0.signer = try package(1) }
        try expect(.unknownSender) { $0.signerLeaf = LeafIndex(7) }
        try expect(.invalidTree(.wrongHash)) { $0.treeHash = [UInt8](repeating: 0, count: 32) }
        try expect(.invalidConfirmationTag) { $0.confirmationTag = [UInt8](repeating: 0, count: 32) }
        try expect(.missingPreSharedKey) {
            $0.preSharedKeys = [
                PreSharedKeyID(kind: .external(id: [1]), nonce: [UInt8](repeating: 0, count: 32))
            ]
        }
    }

    @Test func `a welcome with a tree that does not hold together is refused`() throws {
        let parent = ParentNode(
            encryptionKey: try P256PrivateKey().publicKey.bytes, parentHash: [], unmergedLeaves: [])
        try expect(.invalidTree(.invalidParentHash)) { $0.tree.set(NodeIndex(1), to: .parent(parent)) }
        try expect(.invalidTree(.keyTwice)) { forgery in
            let leaf = try #require(forgery.tree[LeafIndex(0)])
            _ = try forgery.tree.add(leaf)
        }
        try expect(.invalidWelcome(.notInTree)) { forgery in
            forgery.tree.remove(LeafIndex(1))
        }
        try expect(.invalidLeaf(.invalidSignature)) { forgery in
            // A leaf made for another place of the tree.
            let member = try package(9)
            let leaf = try LeafNode(
                encryptionKey: P256PrivateKey().publicKey.bytes, signingKey: member.signingKey, capabilities: .own,
                source: .commit(parentHash: []), extensions: [],
                place: LeafNode.Place(groupID: groupID, leaf: LeafIndex(0)))
            _ = try forgery.tree.add(leaf)
        }
        try expect(.invalidLeaf(.unsupportedFeature)) { forgery in
            let member = try package(9)
            let leaf = try LeafNode(
                encryptionKey: P256PrivateKey().publicKey.bytes, signingKey: member.signingKey,
                capabilities: Capabilities(
                    versions: [1], cipherSuites: [1], extensions: [], proposals: [], credentials: [1]),
                source: .keyPackage(notBefore: 0, notAfter: .max), extensions: [], place: nil)
            _ = try forgery.tree.add(leaf)
        }
        try expect(.invalidPublicKey) { forgery in
            let member = try package(9)
            let leaf = try LeafNode(
                encryptionKey: [4] + [UInt8](repeating: 1, count: 64), signingKey: member.signingKey,
                capabilities: .own, source: .keyPackage(notBefore: 0, notAfter: .max), extensions: [], place: nil)
            _ = try forgery.tree.add(leaf)
        }
    }

    /// Two members, and a commit of the second that the first gets.
    private func pair() throws -> (MLSGroup, MLSGroup) {
        let creator = try package(1)
        let newcomer = try package(2)
        let commit = try MLSGroup(creating: groupID, with: creator, extensions: [])
            .committing([.proposal(.add(newcomer.keyPackage))], received: [:])
        return (commit.group, try MLSGroup(joining: #require(commit.welcome), with: newcomer))
    }

    /// Signs and tags as the member would, whatever the content.
    private func send(
        _ commit: Commit, from group: MLSGroup, confirmationTag: [UInt8] = [UInt8](repeating: 0, count: 32)
    ) throws -> PublicMessage {
        let content = FramedContent(
            groupID: group.groupID, epoch: group.epoch, sender: .member(group.ownLeaf), body: .commit(commit))
        let signed = AuthenticatedContent(
            wireFormat: PublicMessage.wireFormat, content: content,
            signature: try group.signingKey.sign(
                AuthenticatedContent.signedContent(
                    wireFormat: PublicMessage.wireFormat, content, in: group.context),
                label: AuthenticatedContent.signatureLabel),
            confirmationTag: confirmationTag)
        return PublicMessage(tagging: signed, in: group.context, membershipKey: group.secrets.membershipKey)
    }

    private func expect(
        _ error: MLSError, in group: MLSGroup, from message: PublicMessage,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let authentic = try group.authenticate(message)
        #expect(throws: error, sourceLocation: location) { _ = try group.applying(authentic, received: [:]) }
    }

    @Test func `a commit is followed only if its path and its tag fit`() throws {
        let (first, second) = try pair()
        let honest = try second.committing([], received: [:])
        guard case .commit(let commit) = honest.message.message.content.body, let path = commit.path else {
            Issue.record("no path")
            return
        }
        #expect(try first.applying(first.authenticate(honest.message), received: [:]).epoch == 2)
        try expect(.invalidConfirmationTag, in: first, from: send(commit, from: second))
        try expect(.invalidPath(.missing), in: first, from: send(Commit(items: [], path: nil), from: second))

        let more = UpdatePath(leaf: path.leaf, nodes: path.nodes + path.nodes)
        try expect(.invalidPath(.wrongLength), in: first, from: send(Commit(items: [], path: more), from: second))
        let twice = UpdatePath(
            leaf: path.leaf,
            nodes: path.nodes.map {
                .init(
                    encryptionKey: $0.encryptionKey,
                    encryptedPathSecrets: $0.encryptedPathSecrets + $0.encryptedPathSecrets)
            })
        try expect(
            .invalidPath(.wrongCiphertextCount), in: first, from: send(Commit(items: [], path: twice), from: second))
        let rekeyed = UpdatePath(
            leaf: path.leaf,
            nodes: try path.nodes.map {
                .init(
                    encryptionKey: try P256PrivateKey().publicKey.bytes,
                    encryptedPathSecrets: $0.encryptedPathSecrets)
            })
        try expect(
            .invalidPath(.wrongParentHash), in: first, from: send(Commit(items: [], path: rekeyed), from: second))
        let reused = UpdatePath(
            leaf: path.leaf,
            nodes: path.nodes.map {
                .init(encryptionKey: path.leaf.encryptionKey, encryptedPathSecrets: $0.encryptedPathSecrets)
            })
        try expect(
            .invalidPath(.keyInUse), in: first, from: send(Commit(items: [], path: reused), from: second))
        let oldLeaf = UpdatePath(leaf: try #require(second.tree[second.ownLeaf]), nodes: path.nodes)
        try expect(
            .invalidLeaf(.wrongSource), in: first, from: send(Commit(items: [], path: oldLeaf), from: second))
    }

    @Test func `a path whose secrets do not make its keys is refused`() throws {
        let (first, second) = try pair()
        let change = try second.change([], by: second.ownLeaf, received: [:], preSharedKeys: [:])
        let made = try TreeKEM.makePath(
            in: change.tree, by: .init(index: second.ownLeaf, signingKey: second.signingKey), excluding: [],
            context: second.provisionalContext(change, treeHash: []))
        var tree = made.tree
        let context = second.provisionalContext(change, treeHash: tree.treeHash())
        let key = try #require(first.tree[first.ownLeaf]?.encryptionKey)
        let nodes = try made.path.nodes.map { node in
            UpdatePath.Node(
                encryptionKey: node.encryptionKey,
                encryptedPathSecrets: [
                    try MLSEncryption.seal(
                        .random(count: 32), to: key, label: "UpdatePathNode", context: MLSWriter.encode(context))
                ])
        }
        let commit = Commit(items: [], path: UpdatePath(leaf: made.path.leaf, nodes: nodes))
        try expect(.invalidPath(.keyMismatch), in: first, from: send(commit, from: second))
    }

    @Test func `lists of proposals that contradict themselves are refused`() throws {
        let (first, second) = try pair()
        let newcomer = try package(3).keyPackage
        let id = PreSharedKeyID(kind: .external(id: [1]), nonce: [UInt8](repeating: 0, count: 32))
        let short = PreSharedKeyID(kind: .external(id: [1]), nonce: [0])
        let reinit = PreSharedKeyID(
            kind: .resumption(usage: .reinit, groupID: [1], epoch: 1), nonce: [UInt8](repeating: 0, count: 32))
        let resigned = KeyPackage(newcomer, signature: try package(4).keyPackage.signature)
        let cases: [([Proposal], MLSError)] = [
            ([.add(resigned)], .invalidKeyPackage(.invalidSignature)),
            ([.remove(LeafIndex(1))], .invalidProposal(.removesCommitter)),
            ([.remove(LeafIndex(5))], .invalidProposal(.removesNobody)),
            ([.remove(LeafIndex(0)), .remove(LeafIndex(0))], .invalidProposal(.sameLeafTwice)),
            ([.remove(LeafIndex(0))], .removed),
            ([.add(newcomer), .add(newcomer)], .invalidTree(.keyTwice)),
            ([.update(newcomer.leaf)], .invalidProposal(.updateByCommitter)),
            ([.preSharedKey(id), .preSharedKey(id)], .invalidProposal(.samePreSharedKeyTwice)),
            ([.preSharedKey(short)], .invalidProposal(.invalidPreSharedKey)),
            ([.preSharedKey(reinit)], .invalidProposal(.invalidPreSharedKey)),
            ([.preSharedKey(id)], .missingPreSharedKey),
            (
                [.groupContextExtensions([]), .groupContextExtensions([])],
                .invalidProposal(.severalContextExtensions)
            ),
            ([.groupContextExtensions([MLSExtension(type: 0xFF00, data: [])])], .unsupportedExtension),
            ([.externalInit(kemOutput: [])], .invalidProposal(.notAllowed)),
        ]
        for (proposals, error) in cases {
            let commit = Commit(items: proposals.map { .proposal($0) }, path: nil)
            try expect(error, in: first, from: send(commit, from: second))
        }
        #expect(throws: MLSError.ownCommit) {
            let own = try first.committing([], received: [:])
            _ = try first.applying(first.authenticate(own.message), received: [:])
        }
    }

    @Test func `a member cannot be unmerged at a key it set itself, nor merged only in between`() throws {
        let (_, second) = try pair()
        var tree = try second.committing([], received: [:]).group.tree
        try tree.validate(groupID: groupID)
        var parent = try #require(tree.parent(NodeIndex(1)))
        parent.unmergedLeaves = [second.ownLeaf]
        tree.set(NodeIndex(1), to: .parent(parent))
        #expect(throws: MLSError.invalidTree(.invalidParentHash)) { try tree.validate(groupID: groupID) }

        var wide = RatchetTree(try package(1).keyPackage.leaf)
        for name in UInt8(2)...4 { _ = try wide.add(package(name).keyPackage.leaf) }
        func node(_ unmerged: [LeafIndex]) throws -> TreeNode {
            .parent(
                ParentNode(
                    encryptionKey: try P256PrivateKey().publicKey.bytes, parentHash: [], unmergedLeaves: unmerged))
        }
        wide.set(NodeIndex(1), to: try node([]))
        wide.set(NodeIndex(3), to: try node([LeafIndex(0)]))
        #expect(throws: MLSError.invalidTree(.invalidUnmergedLeaves)) { try wide.validate(groupID: groupID) }
    }
}

extension KeyPackage {
    /// The same with another signature.
    fileprivate init(_ package: KeyPackage, signature: [UInt8]) {
        var bytes = MLSWriter.encode(package)
        bytes.removeLast(MLSWriter.encode(MLSBytes(package.signature)).count)
        bytes += MLSWriter.encode(MLSBytes(signature))
        do {
            self = try MLSReader.decode(KeyPackage.self, from: bytes)
        } catch {
            self = package
        }
    }
}
