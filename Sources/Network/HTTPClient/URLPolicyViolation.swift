/// Why a URL is not fetched.
package enum URLPolicyViolation: Error, Hashable, Sendable {
    /// Not a URL, or longer than 8 KiB.
    case malformed
    /// A byte that no URL may hold: a control character, a blank or NUL.
    case forbiddenCharacter
    case schemeForbidden
    /// A user name or password before the host.
    case userinfoForbidden
    /// A port of another protocol, see ``URLPolicy``.
    case portForbidden(UInt16)
}
