import DiscordTypes
import Foundation
import Testing

struct StrictJSONTests {
    typealias Reason = StrictJSONError.Reason

    static func reason(_ bytes: [UInt8]) -> Reason? {
        do {
            _ = try StrictJSON.check(bytes)
            return nil
        } catch {
            return error.reason
        }
    }

    static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    static func object(keys: Int, nestedEvery group: Int? = nil) -> String {
        let members = (0..<keys).map { "\"k\($0)\":0" }
        guard let group else { return "{\(members.joined(separator: ","))}" }
        let objects = stride(from: 0, to: keys, by: group).map { start in
            "{\(members[start..<min(start + group, keys)].joined(separator: ","))}"
        }
        return "[\(objects.joined(separator: ","))]"
    }

    static let good: [String] = [
        "{}", "[]", " \t\r\n{ } ", "0", "-0", "-1", "1.5", "1E+2", "1e-05", "true", "false", "null", #""""#,
        #"{"a":[1,{"a":null}],"b":"\u00e4\n\/\"\\"}"#, #""😀 \uD83D\uDE00 é""#, #""\u0000""#,
        "9223372036854775807", "-9223372036854775808", #"{"type":1}"#, #"{"type":"rich"}"#, #"{"value":1.0}"#,
        nested(64), object(keys: 512), object(keys: 16_384, nestedEvery: 256),
        #"{"a":{"a":{"a":0}},"b":{"a":0}}"#, #"[{"a":0},{"a":0}]"#,
    ]

    @Test(arguments: good)
    func `well-formed text passes`(text: String) {
        #expect(Self.reason(Array(text.utf8)) == nil)
    }

    static let bad: [(String, Reason)] = [
        ("", .unexpectedEnd), ("  ", .unexpectedEnd), ("{", .unexpectedEnd), ("[1,", .unexpectedEnd),
        (#""a"#, .unexpectedEnd), (#"{"a""#, .unexpectedEnd), ("-", .unexpectedEnd), ("1.", .unexpectedEnd),
        ("[1,]", .syntax), (#"{"a":1,}"#, .syntax), ("{,}", .syntax), ("[,]", .syntax), ("[}", .syntax),
        (#"{"a":1]"#, .syntax), (#"{"a" 1}"#, .syntax), ("{a:1}", .syntax), ("'a'", .syntax), ("nul", .unexpectedEnd),
        ("nulx", .syntax),
        ("tru ", .syntax), ("True", .syntax), ("NaN", .syntax), ("Infinity", .syntax), ("+1", .syntax),
        (".5", .syntax), ("-a", .syntax), ("1.e1", .syntax), ("[1e]", .syntax), ("01", .trailingBytes),
        ("/**/1", .syntax), (#""\x41""#, .syntax), (#""\u00g0""#, .syntax), (#""\u+041""#, .syntax),
        ("{}x", .trailingBytes), ("{}{}", .trailingBytes), ("1 2", .trailingBytes), ("{}\u{0}", .trailingBytes),
        ("\u{FEFF}{}", .byteOrderMark), ("\u{A0}1", .syntax), ("\"a\nb\"", .controlCharacter),
        ("\"\u{0}\"", .controlCharacter), (#""\ud800""#, .loneSurrogate), (#""\udc00""#, .loneSurrogate),
        (#""\ud800\u0041""#, .loneSurrogate), (#""\ud800x""#, .loneSurrogate), (#""\udc00\ud800""#, .loneSurrogate),
        (nested(65), .tooDeep), (nested(600), .tooDeep), (nested(100_000), .tooDeep),
        (object(keys: 513), .tooManyKeys), (object(keys: 20_000), .tooManyKeys),
        (object(keys: 16_385, nestedEvery: 256), .tooManyKeys),
        ("\"\(String(repeating: "x", count: 32_769))\"", .stringTooLong),
        ("[1.\(String(repeating: "0", count: 31))]", .numberTooLong),
        (String(repeating: "9", count: 5_000), .numberTooLong),
        ("9223372036854775808", .numberOutOfRange), ("-9223372036854775809", .numberOutOfRange),
        ("1e400", .numberOutOfRange), (#"{"type":9223372036854775808}"#, .numberOutOfRange),
        (#"{"type":1.0}"#, .notAnInteger), (#"{"type":1e0}"#, .notAnInteger), (#"{"x":[{"type":1.5}]}"#, .notAnInteger),
        (#"{"type":1,"type":2}"#, .duplicateKey), (#"{"a":{"b":0,"c":0,"b":0}}"#, .duplicateKey),
        (#"{"type":1,"\u0074ype":2}"#, .duplicateKey), (#"{"😀":1,"\ud83d\ude00":2}"#, .duplicateKey),
        (#"{"a/":1,"a\/":2}"#, .duplicateKey), (#"{"":1,"":2}"#, .duplicateKey),
    ]

    @Test(arguments: bad)
    func `R15 anything else is refused by name`(text: String, reason: Reason) {
        #expect(Self.reason(Array(text.utf8)) == reason)
    }

    static let notUTF8: [[UInt8]] = [
        [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
        [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
        [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ]

    @Test(arguments: notUTF8)
    func `R15 a string that is not UTF-8 is refused`(sequence: [UInt8]) {
        #expect(Self.reason([0x22] + sequence + [0x22]) == .notUTF8)
    }

    @Test(arguments: [String.Encoding.utf16, .utf16BigEndian, .utf16LittleEndian, .utf32])
    func `R15 UTF-16 and UTF-32 are refused, though Foundation reads them`(encoding: String.Encoding) throws {
        let text = try #require(#"{"type":1}"#.data(using: encoding))
        #expect(Self.reason(Array(text)) != nil)
    }

    @Test func `the root's type is told only where it is an integer at the outermost level`() throws {
        func root(_ text: String) throws -> StrictJSON.Root { try StrictJSON.check(Array(text.utf8)) }
        #expect(try root(#"{"a":{"type":7},"type":1,"b":{"type":9}}"#) == .object(type: 1))
        #expect(try root(#"{"t\u0079pe":1}"#) == .object(type: 1))
        #expect(try root(#"{"type":"1"}"#) == .object(type: nil))
        #expect(try root(#"{"type":[1]}"#) == .object(type: nil))
        #expect(try root(#"{"data":{"type":1}}"#) == .object(type: nil))
        #expect(try root(#"[{"type":1}]"#) == .other)
    }
}
