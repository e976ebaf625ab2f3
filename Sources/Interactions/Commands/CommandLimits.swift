package import DiscordTypes

/// Discord's limits for registered commands.
///
/// Source: Discord's "Application Commands", "Application Command Object" and "Application Command Naming".
package enum CommandLimits {
    /// What Discord would refuse, one sentence each; empty if nothing.
    package static func problems(of commands: [ApplicationCommand]) -> [String] {
        var problems = commands.flatMap(problems(of:))
        if commands.count > 100 { problems.append("more than 100 commands") }
        let locales = Set(commands.flatMap { $0.nameLocalizations.keys })
        for locale in [nil] + locales.map(Optional.some) {
            let names = commands.map { command in locale.flatMap { command.nameLocalizations[$0] } ?? command.name }
            if Set(names).count < names.count { problems.append("two commands share a name (\(locale ?? "default"))") }
        }
        return problems
    }

    static func problems(of command: ApplicationCommand) -> [String] {
        // What is done with a user or a message has a name with blanks and nothing else.
        guard command.type == 1 else {
            let names = [command.name] + command.nameLocalizations.values
            return names.filter { !(1...32).contains($0.count) }.map { "“\($0)” is no valid name" }
        }
        var problems = namingProblems(command.name, command.nameLocalizations, command.name)
        problems += describingProblems(command.description, command.descriptionLocalizations, command.name)
        problems += problemsOfOptions(command.options, command.name)
        if size(of: command) > 8_000 { problems.append("\(command.name): more than 8,000 characters in all") }
        return problems
    }

    private static func problemsOfOptions(_ options: [CommandOption], _ place: String) -> [String] {
        var problems: [String] = []
        if options.count > 25 { problems.append("\(place): more than 25 options") }
        if Set(options.map(\.name)).count < options.count { problems.append("\(place): two options share a name") }
        for (option, next) in zip(options, options.dropFirst()) where !option.isRequired && next.isRequired {
            problems.append("\(place) \(next.name): a required option behind an optional one")
        }
        for option in options {
            let place = "\(place) \(option.name)"
            problems += namingProblems(option.name, option.nameLocalizations, place)
            problems += describingProblems(option.description, option.descriptionLocalizations, place)
            if let length = option.maximumLength, !(1...6_000).contains(length) {
                problems.append("\(place): a length outside 1 to 6,000")
            }
            if option.isProposed, !option.choices.isEmpty || ![.text, .integer, .number].contains(option.kind) {
                problems.append("\(place): proposals beside choices, or for a kind that has none")
            }
            if option.choices.count > 25 { problems.append("\(place): more than 25 choices") }
            let names = option.choices.flatMap { [$0.name, $0.value] + $0.nameLocalizations.values }
            if names.contains(where: { !(1...100).contains($0.count) }) {
                problems.append("\(place): a choice outside 1 to 100 characters")
            }
            problems += problemsOfOptions(option.options, place)
        }
        return problems
    }

    /// Characters that count towards the limit of a command: of each text the longest of its languages.
    static func size(of command: ApplicationCommand) -> Int {
        func longest(_ text: String, _ others: [String: String]) -> Int {
            max(text.count, others.values.map(\.count).max() ?? 0)
        }
        func size(of options: [CommandOption]) -> Int {
            options.reduce(0) { sum, option in
                sum + longest(option.name, option.nameLocalizations)
                    + longest(option.description, option.descriptionLocalizations)
                    + option.choices.reduce(0) { $0 + longest($1.name, $1.nameLocalizations) + $1.value.count }
                    + size(of: option.options)
            }
        }
        return size(of: command.options) + longest(command.name, command.nameLocalizations)
            + longest(command.description, command.descriptionLocalizations)
    }

    private static func namingProblems(_ name: String, _ others: [String: String], _ place: String) -> [String] {
        ([name] + others.values).filter { !isName($0) }.map { "\(place): “\($0)” is no valid name" }
    }

    private static func describingProblems(_ text: String, _ others: [String: String], _ place: String) -> [String] {
        ([text] + others.values).filter { !(1...100).contains($0.count) }
            .map { "\(place): a description of \($0.count) characters" }
    }

    /// `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, in lower case where there is one.
    private static func isName(_ name: String) -> Bool {
        (1...32).contains(name.count) && name == name.lowercased() && name.unicodeScalars.allSatisfy(isNameScalar)
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default:
            scalar == "-" || scalar == "_" || scalar == "'" || (0x0900...0x097F).contains(scalar.value)
                || (0x0E00...0x0E7F).contains(scalar.value)
        }
    }
}
