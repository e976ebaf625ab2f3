internal import HTTPClient

/// The part of a reader that other threads touch: whether it is cancelled, and what to interrupt then.
final class ReaderControl: Sendable {
    private struct State {
        var isCancelled = false
        var interrupt: (@Sendable () -> Void)?
    }

    private let state = Monitor(State())

    var isCancelled: Bool { state.update { $0.isCancelled } }

    func cancel() {
        let interrupt = state.update { state in
            state.isCancelled = true
            defer { state.interrupt = nil }
            return state.interrupt
        }
        interrupt?()
    }

    /// Sets what `cancel` interrupts from now on; at once if it was called already.
    func onCancel(_ interrupt: (@Sendable () -> Void)?) {
        let isLate = state.update { state in
            state.interrupt = state.isCancelled ? nil : interrupt
            return state.isCancelled
        }
        if isLate { interrupt?() }
    }

    /// Blocks the thread; ends early when cancelled.
    func pause(_ duration: Duration) {
        _ = state.wait(atMost: duration) { $0.isCancelled ? true : nil }
    }
}
