import DiscordTypes

/// From nothing to an open socket, and back.
extension GatewayMachine {
    private static let delays = ReconnectDelay(base: .seconds(1), cap: .seconds(60))
    /// Logins are limited to a thousand a day; at this cap, even a day of failures stays below.
    private static let loginDelays = ReconnectDelay(base: .seconds(5), cap: .seconds(300))

    mutating func begin() -> [Output] {
        if let session { return open(session.resumeURL) }
        state = .askingLimits
        return [.fetchBotInfo]
    }

    mutating func open(_ url: String) -> [Output] {
        state = .connecting
        budget = SendBudget.gateway
        return [.schedule(.handshake, after: configuration.handshakeTimeout), .open(url: url)]
    }

    mutating func handleBotInfo(_ info: GatewayBotInfo, at now: Duration) -> [Output] {
        guard case .askingLimits = state else { return [] }
        var output: [Output] = info.shards > 1 ? [.report(.shardingAdvised(shards: info.shards))] : []
        let limit = info.sessionStartLimit
        let resetAfter = Duration.milliseconds(max(0, limit.resetAfter))
        guard limit.remaining > 0 else {
            // One login too many makes Discord reset the token, so wait past the reset, then ask again.
            let wait = resetAfter + .seconds(1 + 4 * configuration.random())
            state = .waiting(.begin)
            return output + [
                .report(.sessionStartsExhausted(resetAfter: resetAfter)), .schedule(.reconnect, after: wait),
            ]
        }
        if limit.remaining <= max(20, limit.total / 20) {
            output.append(
                .report(
                    .sessionStartsLow(remaining: limit.remaining, total: limit.total, resetAfter: resetAfter)))
        }
        let earliest = lastLogin.map { $0 + Self.identifySpacing } ?? now
        guard earliest <= now else {
            state = .waiting(.open(url: info.url))
            return output + [.schedule(.reconnect, after: earliest - now)]
        }
        return output + open(info.url)
    }

    mutating func handleBotInfoFailure(_ error: GatewayBotError) -> [Output] {
        guard case .askingLimits = state else { return [] }
        switch error {
        case .unauthorized:
            state = .stopped
            return [.fail(.authenticationFailed)]
        case .unavailable(let retryAfter):
            return [.report(.disconnected(.botInfoUnavailable))] + retry(atLeast: retryAfter ?? .zero)
        }
    }

    mutating func handleOpened() -> [Output] {
        guard case .connecting = state else { return [] }
        state = .awaitingHello
        return []
    }

    mutating func handleOpenFailure(_ reason: String) -> [Output] {
        guard case .connecting = state else { return [] }
        return [.cancel(.handshake), .report(.disconnected(.cannotOpen(reason)))] + retry()
    }

    mutating func handleClosed(_ code: UInt16?, at now: Duration) -> [Output] {
        guard isConnected else { return [] }
        switch GatewayCloseCode.verdict(code) {
        case .fatal(let failure):
            state = .stopped
            return Timer.allCases.map(Output.cancel) + [.report(.disconnected(.closed(code: code))), .fail(failure)]
        case .newSession:
            session = nil
            return drop(.closed(code: code), closing: nil, at: now)
        case .resume:
            return drop(.closed(code: code), closing: nil, at: now)
        }
    }

    /// Gives the connection up and plans the next. `code` is what we close with; nil if the peer closed.
    mutating func drop(
        _ reason: Reason, closing code: UInt16?, delay: Duration? = nil, at now: Duration
    ) -> [Output] {
        guard isConnected else { return [] }
        if case .ready(let since) = state {
            if now - since >= Self.settledAfter { failedAttempts = 0 }
            if now - since >= Self.stableAfter { logins = 0 }
        }
        heartbeat = nil
        var output = [Timer.handshake, .heartbeat, .sendWindow].map(Output.cancel)
        if let code { output.append(.close(code: code)) }
        output.append(.report(.disconnected(reason)))
        return output + retry(atLeast: delay ?? .zero)
    }

    /// Waits, longer after each failure, and begins again.
    mutating func retry(atLeast minimum: Duration = .zero) -> [Output] {
        if failedAttempts >= Self.resumeAttempts { session = nil }
        var delay = max(minimum, firstOrBackedOffDelay())
        if session == nil, logins > 1 {
            delay = max(delay, Self.loginDelays.delay(attempt: logins - 2, random: configuration.random()))
        }
        failedAttempts += 1
        state = .waiting(.begin)
        return [.report(.retrying(after: delay)), .schedule(.reconnect, after: delay)]
    }

    /// A first cut is mended at once (spread over a second); only repeated failures wait long.
    private func firstOrBackedOffDelay() -> Duration {
        guard failedAttempts > 0 else { return .seconds(configuration.random()) }
        return Self.delays.delay(attempt: failedAttempts - 1, random: configuration.random())
    }
}
