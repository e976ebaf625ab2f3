import DiscordTypes
import Foundation
import Testing

struct MessageTests {
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static let message = ComponentMessage(
        [
            .container(
                [.text("**hi**"), .separator, .row([Button(label: "Next", action: .custom(id: "q:2", .secondary))])],
                accent: 0x11AA22)
        ], visibility: .requester)

    @Test func `a message is components, no mentions and flags`() throws {
        #expect(
            try Self.json(InteractionResponse.message(Self.message)) == """
                {"data":{"allowed_mentions":{"parse":[]},"components":[{"accent_color":1157666,"components":[\
                {"content":"**hi**","type":10},{"type":14},{"components":[{"custom_id":"q:2","label":"Next","style":2,\
                "type":2}],"type":1}],"type":17}],"flags":32832},"type":4}
                """)
    }

    static let plain: [(InteractionResponse, String)] = [
        (.pong, #"{"type":1}"#),
        (.deferredMessage(.everyone), #"{"type":5}"#),
        (.deferredMessage(.requester), #"{"data":{"flags":64},"type":5}"#),
        (.deferredUpdate, #"{"type":6}"#),
        (.noChoices, #"{"data":{"choices":[]},"type":8}"#),
    ]

    @Test(arguments: plain)
    func `the other answers carry no more than they may`(response: InteractionResponse, expected: String) throws {
        #expect(try Self.json(response) == expected)
    }

    @Test func `a link button has an address and no id`() throws {
        let button = Button(label: "Open", action: .link("https://example.org/"), isDisabled: true)
        #expect(
            try Self.json(button)
                == #"{"disabled":true,"label":"Open","style":5,"type":2,"url":"https://example.org/"}"#)
    }

    @Test func `what Discord answers for a registered command equals what was registered`() throws {
        let command = ApplicationCommand(
            name: "queue", nameLocalizations: ["de": "warteschlange"], description: "Shows it.",
            descriptionLocalizations: [:],
            options: [
                CommandOption(
                    .integer, name: "page", nameLocalizations: [:], description: "Which page",
                    descriptionLocalizations: [:],
                    minimum: 1, maximum: 9)
            ], defaultMemberPermissions: nil)
        let registered = """
            {"id":"1","application_id":"2","version":"3","type":1,"name":"queue","name_localizations":{"de":"warteschlange"},
            "description":"Shows it.","description_localizations":null,"dm_permission":false,"nsfw":false,"contexts":[0],
            "integration_types":[0],"default_member_permissions":null,"options":[{"type":4,"name":"page",
            "name_localizations":null,"description":"Which page","description_localizations":null,"min_value":1,"max_value":9}]}
            """
        #expect(try JSONDecoder().decode(ApplicationCommand.self, from: Data(registered.utf8)) == command)
        let encoded = try JSONEncoder().encode(command)
        #expect(try JSONDecoder().decode(ApplicationCommand.self, from: encoded) == command)
        #expect(try Self.json(command).contains(#""default_member_permissions":null"#))
    }
}
