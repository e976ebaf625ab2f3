/// Why bytes are no Opus packet. Source: RFC 6716 §3.4, whose requirements are named R1 to R7.
enum OpusPacketError: Error, Equatable {
    /// R1: a packet has at least one byte.
    case empty
    /// R2: a frame is longer than 1,275 bytes.
    case frameTooLong
    /// R3, R6: frames of equal length do not fill the packet.
    case unevenFrames
    /// R4, R7: a frame's length points beyond the packet.
    case lengthBeyondPacket
    /// R5: no frame, or more than 120 ms of them.
    case badFrameCount
    /// R6, R7: the padding's length points beyond the packet.
    case paddingBeyondPacket
}

/// What an Opus packet holds, read from its first bytes without decoding it. Source: RFC 6716 §3.
struct OpusPacket: Equatable {
    static let sampleRate = 48_000
    /// The longest frame in bytes.
    static let maximumFrameSize = 1275
    /// The longest packet in samples: 120 ms.
    static let maximumDuration = 5760
    /// The longest packet in bytes that RFC 6716 allows without padding: 48 frames of 2.5 ms, each with its length.
    static let maximumSize = 48 * (maximumFrameSize + 2) + 2

    let isStereo: Bool
    let frameCount: Int
    /// Samples per channel at 48 kHz.
    let samplesPerFrame: Int

    /// Samples per channel at 48 kHz.
    var duration: Int { frameCount * samplesPerFrame }

    /// Checks every requirement of RFC 6716 §3.4 on `bytes`, so that no malformed packet is passed on to a listener.
    init(checking bytes: Span<UInt8>) throws(OpusPacketError) {
        guard bytes.count > 0 else { throw .empty }
        let contents = bytes[0]
        isStereo = contents & 0x04 != 0
        samplesPerFrame = Self.samplesPerFrame(contents)
        switch contents & 0x03 {
        case 0:
            frameCount = 1
            guard bytes.count - 1 <= Self.maximumFrameSize else { throw .frameTooLong }
        case 1:
            frameCount = 2
            try Self.checkEqualFrames(in: bytes.count - 1, count: 2)
        case 2:
            frameCount = 2
            var position = 1
            let first = try Self.frameLength(in: bytes, at: &position)
            let second = bytes.count - position - first
            guard second >= 0 else { throw .lengthBeyondPacket }
            guard second <= Self.maximumFrameSize else { throw .frameTooLong }
        default:
            frameCount = try Self.checkCountedFrames(in: bytes, samplesPerFrame: samplesPerFrame)
        }
    }

    /// The packet's length in samples by its first two bytes alone; 0 if they say nothing valid.
    static func duration(contents: UInt8, second: UInt8?) -> Int {
        let count =
            switch contents & 0x03 {
            case 0: 1
            case 1, 2: 2
            default: Int((second ?? 0) & 0x3F)
            }
        let duration = count * samplesPerFrame(contents)
        return duration <= maximumDuration ? duration : 0
    }

    private static func samplesPerFrame(_ contents: UInt8) -> Int {
        let configuration = Int(contents >> 3)
        return switch configuration {
        case 0..<12: [480, 960, 1920, 2880][configuration & 3]
        case 12..<16: 480 << (configuration & 1)
        default: 120 << (configuration & 3)
        }
    }

    /// One or two bytes, RFC 6716 §3.2.1.
    private static func frameLength(in bytes: Span<UInt8>, at position: inout Int) throws(OpusPacketError) -> Int {
        guard position < bytes.count else { throw .lengthBeyondPacket }
        let first = Int(bytes[position])
        position += 1
        guard first >= 252 else { return first }
        guard position < bytes.count else { throw .lengthBeyondPacket }
        let length = Int(bytes[position]) * 4 + first
        position += 1
        return length
    }

    private static func checkEqualFrames(in size: Int, count: Int) throws(OpusPacketError) {
        guard size % count == 0 else { throw .unevenFrames }
        guard size / count <= maximumFrameSize else { throw .frameTooLong }
    }

    /// Code 3: a count, perhaps padding, frames of equal or of stated lengths (RFC 6716 §3.2.5).
    private static func checkCountedFrames(
        in bytes: Span<UInt8>, samplesPerFrame: Int
    ) throws(OpusPacketError) -> Int {
        guard bytes.count >= 2 else { throw .badFrameCount }
        let flags = bytes[1]
        let count = Int(flags & 0x3F)
        guard count > 0, count * samplesPerFrame <= maximumDuration else { throw .badFrameCount }
        var position = 2
        var padding = 0
        if flags & 0x40 != 0 {
            var step: UInt8 = 255
            while step == 255 {
                guard position < bytes.count else { throw .paddingBeyondPacket }
                step = bytes[position]
                padding += step == 255 ? 254 : Int(step)
                position += 1
            }
        }
        var remaining = bytes.count - padding
        guard position <= remaining else { throw .paddingBeyondPacket }
        guard flags & 0x80 != 0 else {
            try checkEqualFrames(in: remaining - position, count: count)
            return count
        }
        for _ in 1..<count {
            remaining -= try frameLength(in: bytes, at: &position)
            guard position <= remaining else { throw .lengthBeyondPacket }
        }
        guard remaining - position <= maximumFrameSize else { throw .frameTooLong }
        return count
    }
}
