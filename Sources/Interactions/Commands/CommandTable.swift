internal import DiscordTypes

/// All commands as a page of markdown, out of their definitions: `docs/commands.md`.
package enum CommandTable {
    package static func markdown(of registry: CommandRegistry = .standard) -> String {
        var lines = [
            "# Commands", "",
            "Written by `timmybot commands table` out of the definitions in `Sources/Interactions/Commands`; the test suite holds it",
            "to them. Names in parentheses are the German ones. Descriptions are shown in English, German, Spanish, French and",
            "Japanese, by the language of the member's Discord.", "", "| command | what it does | options |",
            "|---|---|---|",
        ]
        for command in registry.commands {
            lines.append(row(command))
            for subcommand in command.subcommands {
                let name = "`/\(command.registeredName) \(subcommand.name.text(in: .english))`"
                lines.append(
                    "| \(name) | \(subcommand.description.text(in: .english)) | \(options(subcommand.options)) |")
            }
        }
        lines += [
            "",
            "The buttons of the player's message: "
                + PlayerButton.allCases.map { "`\($0.customID)`" }.joined(separator: ", ")
                + ". What can be done with an entry chosen from `/queue`: "
                + QueueChoice.allCases.map { "`\($0.customID)`" }.joined(separator: ", ")
                + ". An id says what was pressed and never who may.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ command: Command) -> String {
        switch command.kind {
        case .user: return "| *\(command.registeredName)* (on a member) | | |"
        case .message: return "| *\(command.registeredName)* (on a message) | | |"
        case .chatInput, .unknown: break
        }
        let german = command.name.text(in: .german)
        let other = german == command.registeredName ? "" : " (\(german))"
        let manager = command.permissions == nil ? "" : " For those who manage the server."
        return "| `/\(command.registeredName)`\(other) | \(command.description.text(in: .english))\(manager) | "
            + "\(options(command.options)) |"
    }

    private static func options(_ options: [Command.Option]) -> String {
        options.map { option in
            let values = option.choices.isEmpty ? "" : ": " + option.choices.map(\.value).joined(separator: ", ")
            return "`\(option.registeredName)`\(values)\(option.isRequired ? "" : "?")"
        }.joined(separator: ", ")
    }
}
