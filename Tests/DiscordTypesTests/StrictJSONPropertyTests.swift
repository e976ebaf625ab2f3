import DiscordTypes
import Foundation
import Testing

/// Compares the scanner with Foundation's readers over generated and damaged texts.
struct StrictJSONPropertyTests {
    /// SplitMix64: the same texts in every run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }

        mutating func text() -> String {
            let pieces = ["a", "type", "é", "😀", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\\"", "/", " ", "{", "\u{7F}"]
            return (0..<Int.random(in: 0...4, using: &self)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &self)]
            }.joined()
        }

        mutating func value(depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
            case 0: return "null"
            case 1: return Bool.random(using: &self) ? "true" : "false"
            case 2: return String(Int64.random(in: .min ... .max, using: &self))
            case 3: return "\(Int.random(in: -99...99, using: &self)).\(UInt8.random(in: 0...255, using: &self))e-3"
            case 4, 5: return "\"\(text())\""
            case 6:
                let items = (0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: depth - 1) }
                return "[ \(items.joined(separator: " ,")) ]"
            default:
                let members = (0..<Int.random(in: 0...4, using: &self)).map { index in
                    "\"\(index)\(text())\":\(value(depth: depth - 1))"
                }
                return "{\(members.joined(separator: ",\n"))}"
            }
        }
    }

    static func accepts(_ bytes: [UInt8]) -> Bool {
        (try? StrictJSON.check(bytes)) != nil
    }

    static func foundationAccepts(_ bytes: [UInt8]) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
    }

    @Test(arguments: UInt64(0)..<8)
    func `generated text is accepted here and by Foundation`(seed: UInt64) {
        var generator = Generator(state: seed)
        for _ in 0..<150 {
            let bytes = Array(generator.value(depth: 5).utf8)
            #expect(Self.accepts(bytes), "\(String(decoding: bytes, as: UTF8.self))")
            #expect(Self.foundationAccepts(bytes), "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test(arguments: UInt64(100)..<108)
    func `whatever survives damage here, Foundation reads too`(seed: UInt64) {
        var generator = Generator(state: seed)
        var survivors = 0
        for _ in 0..<400 {
            var bytes = Array(generator.value(depth: 4).utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                Self.damage(&bytes, using: &generator)
            }
            guard Self.accepts(bytes) else { continue }
            survivors += 1
            #expect(Self.foundationAccepts(bytes), "\(bytes)")
        }
        #expect(survivors > 0)
    }

    static func damage(_ bytes: inout [UInt8], using generator: inout Generator) {
        let interesting = Array("{}[],:\"\\u0123eE+-.tfn \0".utf8) + [0x80, 0xC0, 0xED, 0xA0, 0xF4, 0xFF]
        let byte = interesting[Int.random(in: 0..<interesting.count, using: &generator)]
        let position = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes.insert(byte, at: position)
        case 1 where position < bytes.count: bytes.remove(at: position)
        default: if position < bytes.count { bytes[position] = byte }
        }
    }
}
