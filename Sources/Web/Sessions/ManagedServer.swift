package import DiscordTypes
internal import FoundationEssentials

/// A server that a person may decide about, as Discord told at sign-in.
package struct ManagedServer: Codable, Hashable, Sendable {
    package var id: GuildID
    /// Text of strangers.
    package var name: String
    /// Discord's estimate; nil where it gave none.
    package var members: Int?
    package var isOwner: Bool

    /// Servers kept of one person; Discord lets an account join 200.
    static let limit = 200

    static func encode(_ servers: [ManagedServer]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Numbers and texts always have a JSON form.
        guard let data = try? encoder.encode(Array(servers.prefix(limit))) else { return "[]" }
        return String(decoding: data, as: UTF8.self)
    }

    /// Empty for text that is none of ours.
    static func decode(_ text: String) -> [ManagedServer] {
        (try? JSONDecoder().decode([ManagedServer].self, from: Data(text.utf8))) ?? []
    }
}
