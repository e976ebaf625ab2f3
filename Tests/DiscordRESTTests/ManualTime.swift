import DiscordREST
import HTTPClient

/// A clock that jumps to the end of every sleep at once, and remembers how long those were.
final class ManualTime: Sendable {
    private struct State {
        var now = Duration.zero
        var sleeps: [Duration] = []
    }

    private let state = Monitor(State())

    var now: Duration { state.update { $0.now } }
    var sleeps: [Duration] { state.update { $0.sleeps } }

    var time: RESTTime {
        RESTTime(
            now: { self.now },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.update { state in
                    state.now += duration
                    state.sleeps.append(duration)
                }
            }, random: { 0.5 })
    }
}
