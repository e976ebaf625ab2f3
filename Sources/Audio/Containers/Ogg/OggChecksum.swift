/// The checksum of an Ogg page: CRC-32 with polynomial 0x04C11DB7, not reflected, from 0. Source: RFC 3533 §6.
///
/// Eight bytes a step: `tables[256 * k + b]` is what byte `b` adds when `k` bytes follow it in the step.
struct OggChecksum {
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte) << 24
            for _ in 0..<8 { value = value & 0x8000_0000 == 0 ? value << 1 : value << 1 ^ 0x04C1_1DB7 }
            tables[byte] = value
        }
        for index in 256..<tables.count {
            let previous = tables[index - 256]
            tables[index] = previous << 8 ^ tables[Int(previous >> 24)]
        }
        return tables
    }()

    private(set) var value: UInt32 = 0

    mutating func update(_ bytes: Span<UInt8>) {
        let tables = Self.tables.span
        var crc = value
        var position = 0
        while position + 8 <= bytes.count {
            crc ^= UInt32(bytes[position]) << 24 | UInt32(bytes[position + 1]) << 16
            crc ^= UInt32(bytes[position + 2]) << 8 | UInt32(bytes[position + 3])
            let high = tables[1792 + Int(crc >> 24)] ^ tables[1536 + Int(crc >> 16 & 255)]
            let low = tables[1280 + Int(crc >> 8 & 255)] ^ tables[1024 + Int(crc & 255)]
            let next = tables[768 + Int(bytes[position + 4])] ^ tables[512 + Int(bytes[position + 5])]
            crc = high ^ low ^ next ^ tables[256 + Int(bytes[position + 6])] ^ tables[Int(bytes[position + 7])]
            position += 8
        }
        while position < bytes.count {
            crc = crc << 8 ^ tables[Int(UInt8(truncatingIfNeeded: crc >> 24) ^ bytes[position])]
            position += 1
        }
        value = crc
    }
}
