/// What a close code of the main gateway means for us. Source: Discord's documentation, "Gateway Close Event Codes".
enum GatewayCloseCode {
    /// What follows a close.
    enum Verdict: Equatable {
        case resume
        /// The session is lost; a login is needed.
        case newSession
        /// Trying again cannot help.
        case fatal(GatewayFailure)
    }

    /// `code` is nil when the connection ended without a close frame.
    static func verdict(_ code: UInt16?) -> Verdict {
        switch code {
        case 4004: .fatal(.authenticationFailed)
        case 4010: .fatal(.invalidShard)
        case 4011: .fatal(.shardingRequired)
        case 4012: .fatal(.invalidVersion)
        case 4013: .fatal(.invalidIntents)
        case 4014: .fatal(.disallowedIntents)
        // 4003: we sent something before the login; the other two: the session itself is refused.
        case 4003, 4007, 4009: .newSession
        default: .resume
        }
    }
}
