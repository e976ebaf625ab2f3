internal import Logging

extension GatewayConnection {
    /// Tells the operator what matters, in plain words.
    func log(_ report: GatewayMachine.Report) {
        switch report {
        case .loggedIn(let guilds):
            logger.info("Logged in to Discord's gateway", metadata: ["servers": "\(guilds)"])
        case .resumed:
            logger.info("Discord's gateway session goes on")
        case .disconnected(let reason):
            logger.notice("Disconnected from Discord's gateway", metadata: ["reason": "\(reason)"])
        case .retrying(let delay):
            logger.debug("Connecting again", metadata: ["after": "\(delay)"])
        case .sessionStartsLow(let remaining, let total, let reset):
            logger.warning(
                "Few gateway logins are left. Something makes the bot log in again and again.",
                metadata: ["left": "\(remaining)", "of": "\(total)", "renewed in": "\(reset)"])
        case .sessionStartsExhausted(let reset):
            logger.error(
                "No gateway login is left; one more would make Discord reset the token. The bot waits.",
                metadata: ["renewed in": "\(reset)"])
        case .shardingAdvised(let shards):
            logger.warning(
                "Discord advises more gateway connections than the one TimmyBot uses.",
                metadata: ["advised": "\(shards)"])
        case .latency(let latency):
            logger.trace("Gateway heartbeat answered", metadata: ["after": "\(latency)"])
        case .malformedEvent(let name, let reason):
            logger.warning("A gateway event could not be read", metadata: ["event": "\(name)", "reason": "\(reason)"])
        }
    }
}
