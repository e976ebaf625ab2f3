package import DiscordTypes

/// Why an event was refused.
package enum DAVEFault: Error, Equatable {
    case malformed(CodecError)
    case group(MLSError)
    /// Only version 1 exists; 0 is no encryption.
    case unsupportedVersion(Int)
    /// Nothing in the present state could use it.
    case unexpected
    /// A commit of an epoch that is over.
    case stale(epoch: UInt64)
    /// A transition that was not prepared, or was executed before.
    case unknownTransition(UInt16)
    /// A welcome before the external sender is known.
    case noExternalSender
    /// Only the voice server proposes, and only additions and removals.
    case forbiddenProposal
    case tooManyProposals
    /// Somebody is to be added whom the voice gateway did not announce.
    case unknownUser(UserID)
    /// A member's credential is no user id.
    case invalidIdentity
    case memberTwice(UserID)
    /// A commit carries a proposal that the voice server did not send.
    case inlineProposal
    /// A committer changed its identity or signature key.
    case committerChanged
    /// The group has other extensions than the one external sender.
    case wrongExtensions
    case libraryFailure

    init(_ error: any Error) {
        switch error {
        case let fault as DAVEFault: self = fault
        case let error as CodecError: self = .malformed(error)
        case let error as MLSError: self = .group(error)
        default: self = .libraryFailure
        }
    }
}
