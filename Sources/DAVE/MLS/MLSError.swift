/// Why an operation on a group was refused. The group is as it was before.
package enum MLSError: Error, Equatable {
    /// Another protocol version or cipher suite than the one this client speaks.
    case unsupportedParameters
    case wrongGroup
    case wrongEpoch(expected: UInt64, actual: UInt64)
    /// The group uses an extension this client does not know.
    case unsupportedExtension
    /// Not the kind of message this operation takes.
    case unexpectedMessage
    /// No such member, or no such external sender.
    case unknownSender
    case invalidSignature
    case invalidMembershipTag
    case invalidConfirmationTag
    /// A commit refers to a proposal that was not received.
    case unknownProposal
    case invalidProposal(ProposalFault)
    case invalidLeaf(LeafFault)
    case invalidKeyPackage(KeyPackageFault)
    case invalidPath(PathFault)
    case invalidTree(TreeFault)
    case invalidWelcome(WelcomeFault)
    /// The commit removes this client: there is no next state for it.
    case removed
    /// A commit of this client's own, whose outcome only the one who made it has.
    case ownCommit
    case missingPreSharedKey
    /// A ciphertext was not for this client's keys, or was altered.
    case notDecryptable
    /// A public key is not a point on the curve.
    case invalidPublicKey
    /// libcrypto failed, which it does for no input: most likely memory is exhausted.
    case libraryFailure
}

package enum ProposalFault: Error, Equatable {
    /// A kind that this sender may not send or this client does not put into effect.
    case notAllowed
    case removesNobody
    case removesCommitter
    case sameLeafTwice
    case updateByCommitter
    case memberTwice
    case samePreSharedKeyTwice
    case invalidPreSharedKey
    case severalContextExtensions
}

package enum LeafFault: Error, Equatable {
    case invalidSignature
    case wrongSource
    /// It does not list what it uses, or the group's version, cipher suite or credential type.
    case unsupportedFeature
    case keyInUse
    case keyNotReplaced
}

package enum KeyPackageFault: Error, Equatable {
    case invalidSignature
    case sameKeyTwice
}

package enum PathFault: Error, Equatable {
    case missing
    case wrongLength
    case wrongCiphertextCount
    case keyInUse
    case wrongParentHash
    /// The keys in the path are not those of the secrets it carries.
    case keyMismatch
    /// No private key of this client opens any of the path's secrets.
    case noKey
}

package enum TreeFault: Error, Equatable {
    case absent
    case empty
    case endsBlank
    case wrongNodeType
    case tooLarge
    case wrongHash
    case invalidParentHash
    case invalidUnmergedLeaves
    case keyTwice
}

package enum WelcomeFault: Error, Equatable {
    case notForThisKeyPackage
    case notInTree
}
