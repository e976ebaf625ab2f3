package import DiscordTypes

/// What a synchronisation changes, by the commands' names in alphabetical order.
package struct CommandDifference: Hashable, Sendable {
    package var added: [String]
    /// Registered, perhaps by an older version or another program, and not wanted.
    package var removed: [String]
    /// With the names of the fields that differ.
    package var changed: [String: [String]]

    package init(registered: [ApplicationCommand], wanted: [ApplicationCommand]) {
        let old = Self.byIdentity(registered)
        let new = Self.byIdentity(wanted)
        added = new.keys.filter { old[$0] == nil }.map(\.name).sorted()
        removed = old.keys.filter { new[$0] == nil }.map(\.name).sorted()
        changed = [:]
        for (identity, command) in new {
            guard let before = old[identity], before != command else { continue }
            changed[identity.name] = Self.fields(of: before, differingFrom: command)
        }
    }

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    /// One line for each command that changes: `+ new`, `- old`, `~ changed (fields)`.
    package var lines: [String] {
        added.map { "+ \($0)" } + removed.map { "- \($0)" }
            + changed.sorted { $0.key < $1.key }.map { "~ \($0.key) (\($0.value.joined(separator: ", ")))" }
    }

    /// Names are unique within a type only.
    private struct Identity: Hashable {
        var type: Int
        var name: String
    }

    private static func byIdentity(_ commands: [ApplicationCommand]) -> [Identity: ApplicationCommand] {
        Dictionary(commands.map { (Identity(type: $0.type, name: $0.name), $0) }, uniquingKeysWith: { _, last in last })
    }

    private static func fields(of old: ApplicationCommand, differingFrom new: ApplicationCommand) -> [String] {
        var fields: [String] = []
        if old.nameLocalizations != new.nameLocalizations { fields.append("translated names") }
        if old.description != new.description { fields.append("description") }
        if old.descriptionLocalizations != new.descriptionLocalizations { fields.append("translated descriptions") }
        if old.options != new.options { fields.append("options") }
        if old.defaultMemberPermissions != new.defaultMemberPermissions { fields.append("permissions") }
        if Set(old.contexts) != Set(new.contexts) { fields.append("contexts") }
        if Set(old.installations) != Set(new.installations) { fields.append("installations") }
        return fields
    }
}
