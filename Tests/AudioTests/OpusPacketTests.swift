import COpus
import Testing

@testable import Audio

struct OpusPacketTests {
    /// Configuration number, and samples at 48 kHz of one frame. Source: RFC 6716, table 2.
    static let frameSizes: [(Int, Int)] =
        (0..<12).map { ($0, [480, 960, 1920, 2880][$0 % 4]) } + (12..<16).map { ($0, [480, 960][$0 % 2]) }
        + (16..<32).map { ($0, [120, 240, 480, 960][$0 % 4]) }

    @Test(arguments: frameSizes)
    func `the first byte tells the frame's length`(_ configuration: Int, _ samples: Int) throws {
        for stereo in [false, true] {
            let contents = UInt8(configuration << 3 | (stereo ? 4 : 0))
            let one = try OpusPacket([contents, 1, 2])
            #expect(one.duration == samples)
            #expect(one.isStereo == stereo)
            #expect(try OpusPacket([contents | 1, 1, 2]).duration == 2 * samples)
            #expect(try OpusPacket([contents | 2, 1, 1, 1]).duration == 2 * samples)
        }
    }

    static let faults: [([UInt8], OpusPacketError)] = [
        ([], .empty),
        ([0xFC] + [UInt8](repeating: 0, count: 1276), .frameTooLong),
        ([0xFD, 1, 2, 3], .unevenFrames),
        ([0xFE], .lengthBeyondPacket),
        ([0xFE, 252], .lengthBeyondPacket),
        ([0xFE, 3, 1, 2], .lengthBeyondPacket),
        ([0xFF], .badFrameCount),
        ([0xFF, 0], .badFrameCount),
        ([0xFF, 7, 0, 0, 0, 0, 0, 0, 0], .badFrameCount),
        ([0xFF, 0x42, 255, 255], .paddingBeyondPacket),
        ([0xFF, 0x42, 9, 0, 0], .paddingBeyondPacket),
        ([0xFF, 0x03, 1, 2], .unevenFrames),
        ([0xFF, 0x82, 5, 1], .lengthBeyondPacket),
    ]

    @Test(arguments: faults)
    func `a packet that breaks a rule is refused by that rule`(_ bytes: [UInt8], _ error: OpusPacketError) {
        #expect(throws: error) { try OpusPacket(bytes) }
    }

    @Test func `libopus and this parser agree on a hundred thousand packets`() {
        var generator = SeededGenerator(seed: 1)
        var sizes = [Int16](repeating: 0, count: 48)
        var accepted = 0
        for _ in 0..<100_000 {
            let size = Int.random(in: 1...40, using: &generator)
            var bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if Bool.random(using: &generator) { bytes[0] |= 3 }
            if size > 1, Bool.random(using: &generator) { bytes[1] &= 0xC7 }
            let ours = (try? OpusPacket(bytes)).map { ($0.frameCount, $0.duration) }
            let frames = unsafe opus_packet_parse(bytes, Int32(size), nil, nil, &sizes, nil)
            let samples = unsafe opus_packet_get_nb_samples(bytes, Int32(size), 48_000)
            #expect(ours?.0 == (frames > 0 ? Int(frames) : nil), "\(bytes)")
            if let ours { #expect(ours.1 == Int(samples), "\(bytes)") }
            accepted += ours == nil ? 0 : 1
        }
        #expect(accepted > 10_000)
    }
}
