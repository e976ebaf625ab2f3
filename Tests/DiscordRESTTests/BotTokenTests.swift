import Testing

@testable import DiscordREST

struct BotTokenTests {
    @Test func `a token is not printed, by whatever way`() throws {
        let token = try #require(BotToken("marked-token"))
        var dumped = ""
        dump([token], to: &dumped)
        for text in ["\(token)", String(describing: token), String(reflecting: token), "\([token])", dumped] {
            #expect(!text.contains("marked"))
        }
        #expect(token.authorization == "Bot marked-token")
    }

    @Test(arguments: ["", "a b", "a\r\nb", "ä", String(repeating: "a", count: 201)])
    func `what can't be a header is no token`(_ text: String) {
        #expect(BotToken(text) == nil)
    }
}
