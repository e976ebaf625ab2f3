internal import Crypto
internal import DAVE
internal import Synchronization

/// The way out of one call: a connected UDP socket, the SSRC Discord gave, and the cipher with its packet counter.
///
/// It outlives interruptions of the voice websocket, since a resumed session keeps socket, key and SSRC; the counter must go on
/// then. Made on the control side; `seal` and `send` belong to the driver thread.
@safe
final class LaneTransport: @unchecked Sendable {
    // Sendable: `counter` is touched by the driver thread alone; everything else never changes.

    static let headerSize = 12
    /// What end-to-end encryption adds to a frame at most.
    static let largestOverhead = FrameEncryptor.largestOverhead
    static let longestPacket =
        headerSize + FrameRing.longestPacket + largestOverhead + TransportCipher.tagSize + TransportCipher.counterSize

    let token: UInt64
    /// The voice server demands end-to-end encryption: nothing may leave in clear.
    let needsEncryption: Bool
    private let socket: any UDPSending
    /// The socket's, or -1.
    let descriptor: Int32
    /// What sealing reads beside this object.
    let memory: HotMemory
    private let ssrc: UInt32
    private let cipher: TransportCipher
    private var counter: UInt32 = 0

    private static let tokens = Atomic<UInt64>(1 << 63)

    init(socket: any UDPSending, ssrc: UInt32, cipher: TransportCipher, needsEncryption: Bool) {
        token = Self.tokens.wrappingAdd(1, ordering: .relaxed).oldValue
        self.needsEncryption = needsEncryption
        self.socket = socket
        descriptor = socket.descriptor ?? -1
        memory = unsafe HotMemory(cipher.memory)
        self.ssrc = ssrc
        self.cipher = cipher
    }

    /// Whether a frame may leave now.
    var maySend: Bool { counter < .max }

    /// Completes the RTP packet whose frame of `frameCount` bytes lies behind the header's place in `packet`.
    /// Returns its length, or 0 if it could not be sealed.
    func seal(frameCount: Int, sequence: UInt16, timestamp: UInt32, in packet: UnsafeMutableRawBufferPointer) -> Int {
        unsafe packet.storeBytes(of: 0x80, as: UInt8.self)
        unsafe packet.storeBytes(of: 0x78, toByteOffset: 1, as: UInt8.self)
        unsafe packet.storeBytes(of: sequence.bigEndian, toByteOffset: 2, as: UInt16.self)
        unsafe packet.storeBytes(of: timestamp.bigEndian, toByteOffset: 4, as: UInt32.self)
        unsafe packet.storeBytes(of: ssrc.bigEndian, toByteOffset: 8, as: UInt32.self)
        counter += 1
        var span = unsafe packet.bindMemory(to: UInt8.self).mutableSpan
        do {
            try cipher.seal(&span, headerCount: Self.headerSize, frameCount: frameCount, counter: counter)
        } catch {
            // A buffer or nonce of the wrong length: impossible by construction, and a packet less is the mildest outcome.
            return 0
        }
        return Self.headerSize + frameCount + TransportCipher.tagSize + TransportCipher.counterSize
    }

    /// Hands the packet to the kernel without waiting. False if it did not take it.
    func send(_ packet: UnsafeRawBufferPointer) -> Bool {
        unsafe socket.sendNow(packet)
    }
}

/// A connected UDP socket that sends without waiting, locking or allocating.
package protocol UDPSending: Sendable {
    /// False if the kernel did not take the packet (its buffer is full, or the network is down).
    func sendNow(_ packet: UnsafeRawBufferPointer) -> Bool

    /// For sending together with others; nil where `sendNow` is the only way.
    var descriptor: Int32? { get }
}

extension UDPSending {
    package var descriptor: Int32? { nil }
}
