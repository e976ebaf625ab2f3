import DiscordTypes
import Foundation
import Testing

struct SnowflakeTests {
    @Test(arguments: ["0", "1", "175928847299117063", "18446744073709551615"])
    func `R17 a decimal string up to 2^64-1 is read and written unchanged`(text: String) throws {
        let id = try JSONDecoder().decode(GuildID.self, from: Data("\"\(text)\"".utf8))
        #expect(id.description == text)
        #expect(String(decoding: try JSONEncoder().encode(id), as: UTF8.self) == "\"\(text)\"")
    }

    @Test(arguments: [#""""#, #""-1""#, #""+1""#, #"" 1""#, #""0x10""#, #""18446744073709551616""#, "-1", "null"])
    func `R17 anything else is refused`(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(GuildID.self, from: Data(json.utf8))
        }
    }

    @Test func `the time of creation is read from the upper 42 bits`() {
        #expect(UserID(175_928_847_299_117_063).millisecondsSince1970 == 1_462_015_105_796)
    }
}
