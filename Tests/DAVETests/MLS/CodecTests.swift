import Testing

@testable import DAVE

struct CodecTests {
    @Test(
        arguments: [
            ([0x40, 0x3F], CodecError.lengthNotMinimal), ([0x80, 0, 0x3F, 0xFF], .lengthNotMinimal),
            ([0x80, 0, 0, 1], .lengthNotMinimal), ([0xC0], .invalidLengthPrefix), ([0xFF, 0xFF], .invalidLengthPrefix),
            ([], .truncated), ([0x40], .truncated), ([0x80, 0, 1], .truncated),
        ] as [([UInt8], CodecError)])
    func `a length that is not written in the shortest way, or is cut, is refused`(
        bytes: [UInt8], error: CodecError
    ) {
        #expect(throws: error) {
            var reader = try MLSReader(bytes)
            _ = try reader.length()
        }
    }

    @Test(arguments: [0, 1, 63, 64, 16383, 16384, 1 << 20])
    func `a vector is read back, and refused where a byte is missing`(count: Int) throws {
        let content = (0..<count).map { UInt8($0 & 255) }
        let bytes = MLSWriter.collect { $0.vector(content) }
        var reader = try MLSReader(bytes)
        #expect(try reader.vector() == content)
        #expect(reader.isAtEnd)
        var short = try MLSReader(Array(bytes.dropLast()))
        #expect(throws: CodecError.truncated) { _ = try short.vector() }
    }

    @Test func `a list whose last element is cut is refused`() throws {
        var reader = try MLSReader([3, 0, 1, 0])
        #expect(throws: CodecError.truncated) { _ = try reader.list(of: UInt16.self) }
    }

    @Test(arguments: [2, 255] as [UInt8])
    func `an optional is there or not, nothing else`(presence: UInt8) throws {
        var reader = try MLSReader([presence, 0, 0])
        #expect(throws: CodecError.unknownValue("optional", UInt64(presence))) {
            _ = try reader.optional(UInt16.self)
        }
    }

    @Test func `what is larger than any message is not read`() {
        #expect(throws: CodecError.tooLarge) {
            _ = try MLSReader([UInt8](repeating: 0, count: MLSReader.largestMessage + 1))
        }
    }

    @Test func `numbers are big-endian`() throws {
        var reader = try MLSReader([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
        #expect(try reader.integer(UInt8.self) == 1)
        #expect(try reader.integer(UInt16.self) == 0x0203)
        #expect(try reader.integer(UInt32.self) == 0x0405_0607)
        #expect(try reader.integer(UInt64.self) == 0x0809_0A0B_0C0D_0E0F)
        let bytes = MLSWriter.collect { writer in
            writer.integer(UInt16(0x0203))
            writer.integer(UInt64(0x0809_0A0B_0C0D_0E0F))
        }
        #expect(bytes == [2, 3, 8, 9, 10, 11, 12, 13, 14, 15])
    }
}
