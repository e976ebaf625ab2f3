internal import Audio
internal import CPOSIX
internal import Foundation
internal import Synchronization

/// Decodes, mixes, changes and encodes a guild's tracks behind their rings, on a thread of its own, for as long as that is needed.
///
/// It fills a short ring for each track, which the driver plays in the place of the track's own. When nothing is left to be done it
/// gives the track back to the driver at a packet's edge and ends. Control may be used from any thread.
final class SoundProcessor: Sendable {
    enum Beginning: Sendable {
        /// The driver has not been given the track's own ring.
        case unheard(SoundTrack)
        /// The driver plays the track's own ring now: it is taken over in passing.
        case playing(SoundTrack)
        /// The driver plays `former` up to packet `frame`; from there it fades into the track, whose output follows.
        case fading(former: FrameRing, frame: Int, SoundTrack)

        var track: SoundTrack {
            switch self {
            case .unheard(let track), .playing(let track), .fading(_, _, let track): track
            }
        }
    }

    enum Event: Sendable, Equatable {
        /// The driver goes on with the track's own ring behind this output.
        case handedBack(output: UInt64)
        /// libopus or memory failed; what was made so far is played to its end.
        case failed(String)
    }

    struct State: Sendable {
        var plan: SoundPlan
        var gains: [UInt64: Float] = [:]
        var encoder: OpusEncoder.Configuration
        var next: SoundTrack?
        var version = 1
        /// The outputs that are being filled, to wake the thread that waits for room in one.
        var outputs: [SoundOutput] = []
        /// Nothing is taken any more.
        var hasEnded = false

        mutating func dropNext() {
            guard let dropped = next else { return }
            outputs.removeAll { $0 === dropped.output }
            next = nil
        }
    }

    let beginning: Beginning
    let call: AudioCall
    /// Whether it leads from one track into another that the driver is passed.
    var fadesIn: Bool { if case .fading = beginning { true } else { false } }
    let encoder: OpusEncoder.Configuration
    private let handler: @Sendable (Event) -> Void
    private let state: Mutex<State>
    private let isCancelled = Atomic(false)

    init(
        _ beginning: Beginning, plan: SoundPlan, encoder: OpusEncoder.Configuration, call: AudioCall,
        handler: @escaping @Sendable (Event) -> Void
    ) {
        self.beginning = beginning
        self.encoder = encoder
        self.call = call
        self.handler = handler
        state = Mutex(
            State(plan: plan, encoder: encoder, outputs: [beginning.track.output]))
    }

    func start() {
        let thread = Thread { self.run() }
        thread.stackSize = 512 * 1024
        thread.start()
    }

    /// Ends the thread soon, with nothing more for the driver.
    func cancel() {
        isCancelled.store(true, ordering: .releasing)
        let outputs = state.withLock { state in
            state.hasEnded = true
            return state.outputs
        }
        for output in outputs {
            output.ring.cancel()
            output.source.keepNothing()
        }
        if case .fading(let former, _, _) = beginning { former.keepNothing() }
    }

    /// False where the processor has ended, or given the track back already.
    func set(_ plan: SoundPlan) -> Bool {
        state.withLock { state in
            guard !state.hasEnded else { return false }
            state.plan = plan
            state.version += 1
            return true
        }
    }

    /// Sets the loudness of the track with this output.
    func set(gain: Float, of output: SoundOutput) -> Bool {
        state.withLock { state in
            guard !state.hasEnded else { return false }
            state.gains[output.ring.token] = gain
            state.version += 1
            return true
        }
    }

    /// Encodes in another way from soon on. Of no use once the processor has ended.
    func encode(by configuration: OpusEncoder.Configuration) {
        state.withLock { state in
            guard state.encoder != configuration else { return }
            state.encoder = configuration
            state.version += 1
        }
    }

    /// Plays `track` behind the present one. False where the processor has ended.
    func follow(_ track: SoundTrack) -> Bool {
        state.withLock { state in
            guard !state.hasEnded else { return false }
            state.dropNext()
            state.next = track
            state.outputs.append(track.output)
            return true
        }
    }

    /// Takes the track behind the present one back. False where it is being played already.
    func unfollow() -> Bool {
        state.withLock { state in
            guard state.next != nil else { return false }
            state.dropNext()
            return true
        }
    }

    // MARK: The thread

    var isWanted: Bool { !isCancelled.load(ordering: .acquiring) }

    func read<Value>(_ body: (inout State) -> Value) -> Value where Value: Sendable {
        state.withLock { body(&$0) }
    }

    private func run() {
        unsafe cposix_set_thread_name("sound")
        do {
            let work = try SoundWork(self)
            defer { work.finish() }
            while try work.step() {}
            if let output = work.handedBack { handler(.handedBack(output: output)) }
        } catch is CancellationError {
            finishOutputs()
        } catch {
            finishOutputs()
            handler(.failed("\(error)"))
        }
    }

    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Ends the processor and gives what it was filling; a track that was only to follow is not among it.
    func endedOutputs() -> [SoundOutput] {
        state.withLock { state in
            state.hasEnded = true
            return state.outputs.filter { $0 !== state.next?.output }
        }
    }

    private func finishOutputs() {
        for output in endedOutputs() { output.ring.finish() }
    }
}
