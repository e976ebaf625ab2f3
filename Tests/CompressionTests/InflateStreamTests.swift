import Compression
import Deflation
import Testing

struct InflateStreamTests {
    @Test func `messages of one shared stream come out as they went in`() throws {
        let packer = try DeflateStream()
        let unpacker = try InflateStream()
        let messages = [
            Array(#"{"op":10}"#.utf8), Array(#"{"op":10}"#.utf8), Array(repeating: 0x41, count: 100_000),
            Array(repeating: 0x42, count: 32 * 1024), Array(repeating: 0x43, count: 64 * 1024), Array("é".utf8),
        ]
        for message in messages {
            #expect(try unpacker.append(packer.message(message)) == message)
        }
    }

    @Test func `a message split over several pieces appears with its last piece`() throws {
        let packed = try DeflateStream().message(Array(repeating: 7, count: 5_000) + Array(0...255))
        let unpacker = try InflateStream()
        for byte in packed.dropLast() {
            #expect(try unpacker.append([byte]) == nil)
        }
        #expect(try unpacker.append([0xFF])?.count == 5_256)
    }

    @Test func `R47 a bomb is refused at the limit and the stream stays refused`() throws {
        let bomb = try DeflateStream().message(Array(repeating: 0, count: 8 << 20))
        #expect(bomb.count < 16 * 1024)
        let unpacker = try InflateStream(maximumOutput: 1 << 20)
        #expect(throws: InflateError.messageTooLarge(limit: 1 << 20)) { try unpacker.append(bomb) }
        #expect(throws: InflateError.corrupted) { try unpacker.append(bomb) }
    }

    @Test func `R47 input that never ends a message is refused at the limit`() throws {
        let unpacker = try InflateStream(maximumInput: 1_000)
        #expect(try unpacker.append(Array(repeating: 1, count: 600)) == nil)
        #expect(throws: InflateError.inputTooLarge(limit: 1_000)) {
            try unpacker.append(Array(repeating: 1, count: 600))
        }
    }

    @Test(arguments: [[0xDE, 0xAD, 0xBE, 0xEF], [0x78, 0x9C, 0xFF, 0xFF, 0xFF]] as [[UInt8]])
    func `bytes that are no zlib stream are refused`(bytes: [UInt8]) throws {
        let unpacker = try InflateStream()
        #expect(throws: InflateError.corrupted) { try unpacker.append(bytes + [0x00, 0x00, 0xFF, 0xFF]) }
    }

    @Test func `a message left out breaks the stream instead of giving wrong text`() throws {
        let packer = try DeflateStream()
        _ = try packer.message(Array("the dictionary of what follows".utf8))
        let second = try packer.message(Array("the dictionary of what follows".utf8))
        let unpacker = try InflateStream()
        #expect(throws: InflateError.corrupted) { try unpacker.append(second) }
    }
}
