/// Why the main gateway cannot be used until a person changes something. The text is for the operator.
package enum GatewayFailure: Error, Hashable, CustomStringConvertible {
    case authenticationFailed
    case invalidShard
    case shardingRequired
    case invalidVersion
    case invalidIntents
    case disallowedIntents

    package var description: String {
        switch self {
        case .authenticationFailed:
            "Discord refuses the bot's token (4004). Copy the token again from the developer portal, page Bot, "
                + "into DISCORD_TOKEN; a reset there makes older tokens invalid."
        case .invalidShard:
            "Discord refuses the shard number (4010). TimmyBot runs one shard; this version and Discord disagree, "
                + "so update TimmyBot."
        case .shardingRequired:
            "The bot is in too many servers for one gateway connection (4011). Leave servers, or ask Discord's "
                + "developer support before going on."
        case .invalidVersion:
            "Discord no longer speaks gateway version 10 (4012). Update TimmyBot."
        case .invalidIntents:
            "Discord refuses the intents as malformed (4013). Update TimmyBot."
        case .disallowedIntents:
            "Discord refuses an intent that the application may not use (4014). TimmyBot needs only Guilds and "
                + "Guild Voice States, which every application has: check that the token belongs to a bot."
        }
    }
}

/// Why `GET /gateway/bot` gave nothing. The closure that asks throws it; any other error counts as `unavailable`.
package enum GatewayBotError: Error, Hashable {
    /// 401: the token is wrong, and asking again would only add to Discord's count of invalid requests.
    case unauthorized
    case unavailable(retryAfter: Duration?)
}
