import DiscordTypes
import Foundation
import Testing

struct InteractionTests {
    static func decode(_ members: String, type: String = "2") throws -> Interaction {
        let text = #"{"id":"1","application_id":"2","token":"aW50.x-_~","type":\#(type),\#(members)}"#
        guard
            case .interaction(let interaction) = try JSONDecoder().decode(
                IncomingInteraction.self, from: Data(text.utf8))
        else { throw CocoaError(.coderInvalidValue) }
        return interaction
    }

    @Test func `a ping needs nothing but its type`() throws {
        let ping = try JSONDecoder().decode(IncomingInteraction.self, from: Data(#"{"type":1}"#.utf8))
        guard case .ping = ping else {
            Issue.record("not a ping")
            return
        }
    }

    @Test func `a command with options and resolved objects is read`() throws {
        let interaction = try Self.decode(
            """
            "guild_id":"10","channel_id":"11","locale":"de","guild_locale":"en-US","app_permissions":"3145728",
            "member":{"user":{"id":"12","username":"ada","global_name":"Ada","bot":false},"nick":null,
              "permissions":"18446744073709551615","roles":["13"],"joined_at":"2020-01-01T00:00:00Z"},
            "data":{"id":"20","name":"play","type":1,"options":[{"name":"file","type":11,"value":"30"},
              {"name":"page","type":4,"value":3},{"name":"query","type":3,"value":"x"}],
              "resolved":{"attachments":{"30":{"id":"30","filename":"a.ogg","size":12,"url":"https://cdn.example.org/a",
              "content_type":"audio/ogg","ephemeral":true},"bad":{"id":"31","filename":"b","size":1,"url":""}},
              "channels":{"40":{"id":"40","type":2,"name":"Music","permissions":"0"}}}}
            """)
        #expect(interaction.guild == GuildID(10))
        #expect(interaction.channel == ChannelID(11))
        #expect(interaction.member?.user?.globalName == "Ada")
        #expect(interaction.member?.permissions?.allow([.connect, .manageGuild]) == true)
        #expect(interaction.applicationPermissions == [.connect, .speak])
        guard case .command(let command) = interaction.kind else {
            Issue.record("not a command")
            return
        }
        #expect(command.name == "play")
        #expect(command["file"] == .attachment(AttachmentID(30)))
        #expect(command["page"] == .integer(3))
        #expect(command["query"] == .text("x"))
        #expect(command["none"] == nil)
        #expect(command.attachments.count == 1)
        #expect(command.attachments[AttachmentID(30)]?.contentType == "audio/ogg")
        #expect(command.channels[ChannelID(40)]?.type == ResolvedChannel.voice)
    }

    @Test(arguments: ["99", "0", "-1", "9223372036854775807"])
    func `R16 an unknown type of interaction is kept`(type: String) throws {
        let interaction = try Self.decode(#""data":null,"member":null"#, type: type)
        #expect(interaction.kind == .unknown(type: try #require(Int64(type))))
    }

    @Test func `R16 an unknown type of option or component is kept`() throws {
        let command = try Self.decode(#""data":{"name":"x","options":[{"name":"o","type":42,"value":{}}]}"#)
        let component = try Self.decode(#""data":{"custom_id":"c","component_type":42}"#, type: "3")
        guard case .command(let use) = command.kind, case .component(let press) = component.kind else {
            Issue.record("neither a command nor a component")
            return
        }
        #expect(use["o"] == .unknown(type: 42))
        #expect(press.kind == .unknown(42))
        #expect(press.values.isEmpty)
    }

    @Test(arguments: [#""channel":null,"channel_id":null"#, #""guild_id":null"#, #""channel":{"id":null}"#])
    func `R16 null fields are absent fields`(members: String) throws {
        let interaction = try Self.decode(
            "\(members),\"member\":null,\"user\":{\"id\":\"5\"},\"data\":{\"name\":\"x\"}")
        #expect(interaction.channel == nil)
        #expect(interaction.guild == nil)
        #expect(interaction.member == nil)
        #expect(interaction.user?.id == UserID(5))
    }

    @Test(arguments: ["\"-1\"", "\"\"", "\"18446744073709551616\"", "-1", "1.5", "true", "[]"])
    func `R17 a guild id that is no snowflake is refused`(id: String) {
        #expect(throws: DecodingError.self) { try Self.decode("\"guild_id\":\(id),\"data\":{\"name\":\"x\"}") }
    }

    @Test(arguments: ["0", "18446744073709551615"])
    func `R17 the smallest and the largest snowflake are read`(id: String) throws {
        let interaction = try Self.decode("\"guild_id\":\"\(id)\",\"data\":{\"name\":\"x\"}")
        #expect(interaction.guild?.description == id)
    }

    @Test(arguments: ["", "a/b", "a?b", "a b", "ü", String(repeating: "a", count: 1_025)])
    func `a token that would change a REST address is refused`(token: String) {
        #expect(InteractionToken(token) == nil)
    }

    @Test func `a token does not print`() throws {
        let token = try #require(InteractionToken("geheim"))
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!"\(token) \(String(reflecting: token)) \(dumped)".contains("geheim"))
    }
}
