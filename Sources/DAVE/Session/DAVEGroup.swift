package import DiscordTypes

/// An epoch of the group as people can check it.
package struct DAVEGroup: Hashable, Sendable {
    package let epoch: UInt64
    /// 30 digits, the same for every member.
    package let privacyCode: PrivacyCode
    /// Each member's key, this client's too.
    package let fingerprints: [UserID: KeyFingerprint]
    /// Members whom the voice gateway did not announce. The protocol lets them be; a log should not.
    package let unannounced: Set<UserID>

    package var members: Set<UserID> { Set(fingerprints.keys) }

    init(_ group: MLSGroup, members: [UserID: LeafNode], announced: Set<UserID>, own: UserID) {
        epoch = group.epoch
        privacyCode = PrivacyCode(epochAuthenticator: group.secrets.epochAuthenticator)
        fingerprints = Dictionary(
            uniqueKeysWithValues: members.map { user, leaf in
                (user, KeyFingerprint(user: user.rawValue, signatureKey: leaf.signatureKey))
            })
        unannounced = Set(members.keys).subtracting(announced).subtracting([own])
    }
}
