package import DAVE
internal import Synchronization

/// The control side of one call's audio: a handle that only sends commands to the driver thread.
///
/// Any thread may use it; commands take effect in the order sent, at the next tick. `close` must be called.
package final class AudioCall: Sendable {
    package enum Event: Sendable, Equatable {
        /// The first packet of this ring has left.
        case started(ring: UInt64)
        /// The last packet of this ring has left; the ring that follows, if any, plays on without a gap.
        case ended(ring: UInt64)
        /// Nothing came out of this ring for ten seconds.
        case stuck(ring: UInt64)
        /// The silence after the last packet has left.
        case silent
    }

    package struct Statistics: Sendable {
        package var packetsSent: Int
        package var sendFailures: Int
        /// Ticks in which something should have played and nothing was there.
        package var emptyTicks: Int
    }

    private let lane: Lane
    private let driver: AudioDriver
    private let handler: @Sendable (Event) -> Void
    /// What the driver thread may still use, by token, and how often it was given to it.
    private struct Held {
        let object: any AnyObject & Sendable
        var uses = 1
    }

    private let held = Mutex<[UInt64: Held]>([:])

    init(lane: Lane, driver: AudioDriver, handler: @escaping @Sendable (Event) -> Void) {
        self.lane = lane
        self.driver = driver
        self.handler = handler
    }

    package var statistics: Statistics {
        Statistics(
            packetsSent: lane.packetsSent.load(ordering: .relaxed),
            sendFailures: lane.sendFailures.load(ordering: .relaxed),
            emptyTicks: lane.emptyTicks.load(ordering: .relaxed))
    }

    /// Sends through `socket` from now on. To be called only when the voice server knows that we speak (op 5).
    ///
    /// With `needsEncryption` nothing leaves before `encrypt` was called with a ratchet of the new session's group.
    package func connect(socket: any UDPSending, ssrc: UInt32, cipher: TransportCipher, needsEncryption: Bool) {
        let transport = LaneTransport(socket: socket, ssrc: ssrc, cipher: cipher, needsEncryption: needsEncryption)
        hold(transport, transport.token)
        unsafe driver.send(.connect(Unmanaged.passUnretained(lane), Unmanaged.passUnretained(transport)))
    }

    /// Stops sending until the next `connect`. The song's position stands still, RTP time goes on.
    package func disconnect() {
        unsafe driver.send(.disconnect(Unmanaged.passUnretained(lane)))
    }

    /// Encrypts end to end with `encryptor` from the next frame on. Nil: no frame leaves its ring until there is another.
    package func encrypt(_ encryptor: FrameEncryptor?) {
        let encryption = encryptor.map { LaneEncryption($0) }
        if let encryption { hold(encryption, encryption.token) }
        unsafe driver.send(
            .encrypt(Unmanaged.passUnretained(lane), encryption.map { unsafe Unmanaged.passUnretained($0) }))
    }

    /// The call is not encrypted end to end any more.
    package func sendClear() {
        unsafe driver.send(.sendClear(Unmanaged.passUnretained(lane)))
    }

    /// Plays `ring` at once instead of everything given before; nil falls silent.
    package func play(_ ring: FrameRing?) {
        hold(ring)
        unsafe driver.send(.play(Unmanaged.passUnretained(lane), ring.map { unsafe Unmanaged.passUnretained($0) }))
    }

    /// Plays `ring` when the present one ends; replaces what was to follow before.
    package func follow(_ ring: FrameRing?) {
        hold(ring)
        unsafe driver.send(.follow(Unmanaged.passUnretained(lane), ring.map { unsafe Unmanaged.passUnretained($0) }))
    }

    /// Goes over from `former` to `ring`, which holds the same track, after `frame` packets of the former or at its end. If `former`
    /// does not play then, nothing changes.
    func splice(from former: FrameRing, to ring: FrameRing, at frame: Int) {
        hold(ring)
        unsafe driver.send(
            .splice(
                Unmanaged.passUnretained(lane), from: former.token, to: Unmanaged.passUnretained(ring), at: frame))
    }

    /// Sends nothing, not even silence, while held. The song's position stands still.
    package func hold(_ isHeld: Bool) {
        unsafe driver.send(.hold(Unmanaged.passUnretained(lane), isHeld))
    }

    package func pause() {
        unsafe driver.send(.pause(Unmanaged.passUnretained(lane)))
    }

    package func resume() {
        unsafe driver.send(.resume(Unmanaged.passUnretained(lane)))
    }

    /// Ends the call's audio. Nothing may be sent to it afterwards.
    package func close() {
        unsafe driver.send(.remove(Unmanaged.passUnretained(lane)))
    }

    private func hold(_ ring: FrameRing?) {
        guard let ring else { return }
        hold(ring, ring.token)
    }

    private func hold(_ object: any AnyObject & Sendable, _ token: UInt64) {
        held.withLock { held in
            if held[token] == nil { held[token] = Held(object: object) } else { held[token]?.uses += 1 }
        }
    }

    /// The event thread.
    func handle(_ event: DriverEvent) {
        switch event {
        case .started(_, let ring): handler(.started(ring: ring))
        case .ended(_, let ring): handler(.ended(ring: ring))
        case .stuck(_, let ring): handler(.stuck(ring: ring))
        case .silent: handler(.silent)
        case .released(_, let token): release(token)
        case .closed: break
        }
    }

    private func release(_ token: UInt64) {
        // Taken out under the lock, freed outside it: a transport's end closes a socket.
        let object = held.withLock { held -> Held? in
            held[token]?.uses -= 1
            return held[token]?.uses == 0 ? held.removeValue(forKey: token) : nil
        }
        _ = object
    }
}
