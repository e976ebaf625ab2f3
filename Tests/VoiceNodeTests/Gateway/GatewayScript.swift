import DiscordTypes

@testable import VoiceNode

/// Plays inputs into a `GatewayMachine` on a hand-moved clock and writes its outputs as short lines.
final class GatewayScript {
    static let ready = GatewayFrame.dispatch(
        sequence: 1, .ready(GatewayReady(user: UserID(3), sessionID: "S", resumeURL: "wss://resume")))

    static func info(remaining: Int = 900) -> GatewayBotInfo {
        GatewayBotInfo(
            url: "wss://main",
            sessionStartLimit: .init(total: 1_000, remaining: remaining, resetAfter: 3_600_000, maxConcurrency: 1))
    }

    var machine: GatewayMachine
    var now = Duration.zero
    private(set) var lastSent = ""
    private(set) var lastOutput: [String] = []
    private(set) var timers: [GatewayMachine.Timer: Duration] = [:]

    init(random: Double = 0.5) {
        machine = GatewayMachine(configuration: .init(token: GatewayToken("T"), random: { random }))
    }

    @discardableResult
    func play(_ input: GatewayMachine.Input) -> [String] {
        let output = machine.handle(input, at: now)
        for case .schedule(let timer, let delay) in output { timers[timer] = now + delay }
        for case .cancel(let timer) in output { timers[timer] = nil }
        lastOutput = output.map(Self.line)
        lastSent = lastOutput.last { $0.hasPrefix("send") } ?? lastSent
        return lastOutput
    }

    /// Moves the clock to the timer's time and lets it fire.
    func fire(_ timer: GatewayMachine.Timer) {
        guard let time = timers.removeValue(forKey: timer) else { return }
        now = max(now, time)
        _ = play(.timer(timer))
    }

    /// Seconds until the timer fires.
    func wait(for timer: GatewayMachine.Timer) -> Double {
        timers[timer].map { ($0 - now) / .seconds(1) } ?? -1
    }

    func becomeReady() {
        if case .idle = machine.state { _ = play(.start) }
        if case .waiting = machine.state { fire(.reconnect) }
        if case .askingLimits = machine.state { _ = play(.botInfo(Self.info())) }
        _ = play(.opened)
        _ = play(.frame(.hello(heartbeatInterval: 40_000)))
        _ = play(.frame(Self.ready))
    }

    /// Up to the login or resume of the connection that follows `input`.
    func reconnect(after input: GatewayMachine.Input) {
        _ = play(input)
        fire(.reconnect)
        _ = play(.opened)
        _ = play(.frame(.hello(heartbeatInterval: 40_000)))
    }

    private static func line(_ output: GatewayMachine.Output) -> String {
        switch output {
        case .fetchBotInfo: "ask"
        case .open(let url): "open \(url)"
        case .send(let command): "send \(line(command))"
        case .close(let code): "close \(code)"
        case .schedule(let timer, let delay): "timer \(timer) \((delay / .milliseconds(1)).rounded() / 1_000)"
        case .cancel(let timer): "cancel \(timer)"
        case .dispatch(.ready): "event ready"
        case .dispatch(.resumed): "event resumed"
        case .dispatch: "event other"
        case .report(let report): "report \(line(report))"
        case .fail(let failure): "fail \(failure)"
        case .finished: "finished"
        }
    }

    private static func line(_ command: GatewayCommand) -> String {
        switch command {
        case .heartbeat(let sequence): "heartbeat \(sequence.map(String.init) ?? "-")"
        case .identify(let identify): "identify \(identify.intents)"
        case .resume(_, let session, let sequence): "resume \(session) \(sequence)"
        case .voiceState(let wish): "voice \(wish.guild) \(wish.channel?.description ?? "-")"
        }
    }

    private static func line(_ report: GatewayMachine.Report) -> String {
        switch report {
        case .loggedIn: "in"
        case .resumed: "resumed"
        case .disconnected(let reason): "lost \(reason)"
        case .retrying: "retry"
        case .sessionStartsLow(let remaining, _, _): "low \(remaining)"
        case .sessionStartsExhausted(let reset): "exhausted \(reset / .seconds(1))"
        case .shardingAdvised(let shards): "shards \(shards)"
        case .latency(let latency): "latency \(Int((latency / .milliseconds(1)).rounded()))"
        case .malformedEvent(let name, _): "malformed \(name)"
        }
    }
}
