/// The proposals of one commit, in its order (RFC 9420 §12.2 and §12.3).
struct ProposalList: Sendable {
    /// A proposal and who made it.
    struct Entry: Sendable {
        let proposal: Proposal
        let sender: Sender
    }

    /// Proposals received earlier in the epoch, by reference.
    typealias Received = [[UInt8]: Entry]

    let entries: [Entry]

    init(resolving items: [Commit.Item], by committer: LeafIndex, received: Received) throws(MLSError) {
        var entries: [Entry] = []
        for item in items {
            switch item {
            case .proposal(let proposal):
                entries.append(Entry(proposal: proposal, sender: .member(committer)))
            case .reference(let reference):
                guard let entry = received[reference] else { throw .unknownProposal }
                entries.append(entry)
            }
        }
        self.entries = entries
    }

    var requiresPath: Bool {
        entries.isEmpty || entries.contains { $0.proposal.requiresPath }
    }

    var preSharedKeys: [PreSharedKeyID] {
        entries.compactMap { if case .preSharedKey(let id) = $0.proposal { id } else { nil } }
    }

    var addedPackages: [KeyPackage] {
        entries.compactMap { if case .add(let package) = $0.proposal { package } else { nil } }
    }

    var removedLeaves: [LeafIndex] {
        entries.compactMap { if case .remove(let leaf) = $0.proposal { leaf } else { nil } }
    }

    /// Throws unless the list may be committed by `committer` on `tree`. What concerns the resulting tree is checked
    /// when it is applied.
    func validate(by committer: LeafIndex, on tree: RatchetTree, groupID: [UInt8]) throws(MLSError) {
        var changedLeaves: Set<LeafIndex> = []
        var seenKeys: Set<PreSharedKeyID> = []
        var contextExtensionCount = 0
        for entry in entries {
            switch entry.proposal {
            case .add(let package):
                try package.validate()
            case .update(let leaf):
                let sender = try validate(leaf, by: entry.sender, committer: committer, on: tree, groupID: groupID)
                guard changedLeaves.insert(sender).inserted else { throw .invalidProposal(.sameLeafTwice) }
            case .remove(let leaf):
                guard tree[leaf] != nil else { throw .invalidProposal(.removesNobody) }
                guard leaf != committer else { throw .invalidProposal(.removesCommitter) }
                guard changedLeaves.insert(leaf).inserted else { throw .invalidProposal(.sameLeafTwice) }
            case .preSharedKey(let id):
                guard id.nonce.count == MLSParameters.hashSize, !id.isForNewGroup else {
                    throw .invalidProposal(.invalidPreSharedKey)
                }
                guard seenKeys.insert(id).inserted else { throw .invalidProposal(.samePreSharedKeyTwice) }
            case .groupContextExtensions:
                contextExtensionCount += 1
                guard contextExtensionCount == 1 else { throw .invalidProposal(.severalContextExtensions) }
            case .reinit, .externalInit:
                throw .invalidProposal(.notAllowed)
            }
        }
    }

    private func validate(
        _ leaf: LeafNode, by sender: Sender, committer: LeafIndex, on tree: RatchetTree, groupID: [UInt8]
    ) throws(MLSError) -> LeafIndex {
        guard case .member(let index) = sender, let old = tree[index] else { throw .unknownSender }
        guard index != committer else { throw .invalidProposal(.updateByCommitter) }
        guard leaf.source == .update else { throw .invalidLeaf(.wrongSource) }
        guard leaf.encryptionKey != old.encryptionKey else { throw .invalidLeaf(.keyNotReplaced) }
        try leaf.validateContents()
        try leaf.validateSignature(at: LeafNode.Place(groupID: groupID, leaf: index))
        return index
    }

    /// Changes tree and context extensions as the list says.
    ///
    /// - Returns: the places of the new members, in the order of the Add proposals.
    func apply(to tree: inout RatchetTree, extensions: inout [MLSExtension]) throws(MLSError) -> [LeafIndex] {
        for case .groupContextExtensions(let new) in entries.map(\.proposal) { extensions = new }
        for entry in entries {
            if case .update(let leaf) = entry.proposal, case .member(let index) = entry.sender {
                tree.update(index, with: leaf)
            }
        }
        for leaf in removedLeaves { tree.remove(leaf) }
        var added: [LeafIndex] = []
        for package in addedPackages { added.append(try tree.add(package.leaf)) }
        return added
    }
}

extension PreSharedKeyID {
    /// Allowed only where a group is started from another.
    fileprivate var isForNewGroup: Bool {
        switch kind {
        case .external, .resumption(.application, _, _): false
        case .resumption(.reinit, _, _), .resumption(.branch, _, _): true
        }
    }
}
