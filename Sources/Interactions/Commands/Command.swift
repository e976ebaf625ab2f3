internal import DiscordTypes
internal import Jobs

/// A slash command: what Discord is told about it, and what it does. Each stands in a file of its own.
struct Command: Sendable {
    enum Access: Sendable {
        /// Only in servers on the allowlist.
        case listedServers
        /// Everywhere: it changes nothing and tells nothing.
        case anyServer
    }

    /// The English one is what it is registered as; members see it in their language.
    var name: Wording
    var description: Wording
    var options: [Option] = []
    /// Instead of options: what the command is followed by.
    var subcommands: [Subcommand] = []
    var kind = CommandUse.Kind.chatInput
    /// What a member needs. Discord lets admins of a server decide otherwise, so it is a default there and checked again here.
    var permissions: Permissions?
    var access = Access.listedServers
    /// Who sees its result. Refusals are for the requester only, unless the reply was deferred for all before.
    var visibility: ComponentMessage.Visibility
    /// Decides what is to be done. Pure, so that it may run twice for one interaction.
    var plan: @Sendable (CommandContext) -> Plan
    /// The same for a button whose id begins with the command's name and a colon; nil if the command made no such button.
    var press: (@Sendable (_ customID: String) -> PlaybackAction?)?
    /// The same for what was chosen in a select; there is at least one value, and none twice.
    var choose: (@Sendable (_ customID: String, _ values: [String]) -> PlaybackAction?)?
    /// How the outcome of a press or a choice is shown.
    var pressForm: @Sendable (_ customID: String) -> Errand.Form = { _ in .update }

    enum Plan: Sendable {
        /// All is said already.
        case reply(Card)
        /// The guild's player has to do it.
        case job(PlaybackAction)
        /// The member's linked accounts are asked. In servers that are not listed too where `access` says so.
        case account(AccountErrand)
    }

    struct Option: Sendable {
        var kind: CommandOption.Kind
        var name: Wording
        var description: Wording
        var channelTypes: [Int64] = []
        var range: ClosedRange<Int64>?
        var maximumLength: Int?
        var isRequired = false
        /// Tracks are proposed while a member types.
        var proposesTracks = false
        var choices: [Choice] = []

        var registeredName: String { name.text(in: .english) }
    }

    /// One of the values that an option can have.
    struct Choice: Sendable {
        var name: Wording
        var value: String
    }

    struct Subcommand: Sendable {
        var name: Wording
        var description: Wording
        var options: [Option] = []
    }

    var registeredName: String { name.text(in: .english) }

    /// What Discord is told.
    var registration: ApplicationCommand {
        guard kind == .chatInput else {
            return ApplicationCommand(
                name: registeredName, nameLocalizations: name.localizations, description: "",
                descriptionLocalizations: [:], options: [], defaultMemberPermissions: permissions,
                type: kind == .user ? 2 : 3)
        }
        return ApplicationCommand(
            name: registeredName, nameLocalizations: name.localizations, description: description.text(in: .english),
            descriptionLocalizations: description.localizations,
            options: options.map(\.registration) + subcommands.map(\.registration),
            defaultMemberPermissions: permissions)
    }

    /// The option that is being typed, if it is one that proposals are made for.
    func proposedOption(of use: CommandUse) -> CommandUse.Option? {
        use.options.first { given in
            given.isFocused && options.contains { $0.registeredName == given.name && $0.proposesTracks }
        }
    }

    /// Whether the use holds only options of the definition, each of its kind and once.
    func understands(_ use: CommandUse) -> Bool {
        guard use.kind == kind, Set(use.options.map(\.name)).count == use.options.count else { return false }
        let subcommand = subcommands.first { $0.name.text(in: .english) == use.subcommand }
        guard subcommands.isEmpty ? use.subcommand == nil : subcommand != nil else { return false }
        let known = subcommand?.options ?? options
        return use.options.allSatisfy { given in
            known.contains { $0.registeredName == given.name && $0.accepts(given.value) }
        } && known.allSatisfy { !$0.isRequired || use[$0.registeredName] != nil }
    }
}

extension Command.Subcommand {
    var registration: CommandOption {
        CommandOption(
            .subcommand, name: name.text(in: .english), nameLocalizations: name.localizations,
            description: description.text(in: .english), descriptionLocalizations: description.localizations,
            options: options.map(\.registration))
    }
}

extension Command.Option {
    /// A member's client keeps to the choices and the range; what arrives may be anything.
    func accepts(_ value: CommandUse.Value) -> Bool {
        guard value.kind == kind else { return false }
        switch value {
        case .text(let text):
            return (choices.isEmpty || choices.contains { $0.value == text }) && text.count <= maximumLength ?? 6_000
        default: return true
        }
    }

    var registration: CommandOption {
        CommandOption(
            kind, name: registeredName, nameLocalizations: name.localizations,
            description: description.text(in: .english), descriptionLocalizations: description.localizations,
            isRequired: isRequired, channelTypes: channelTypes, minimum: range?.lowerBound,
            maximum: range?.upperBound, maximumLength: maximumLength, isProposed: proposesTracks,
            choices: choices.map {
                CommandOption.Choice(
                    name: $0.name.text(in: .english), nameLocalizations: $0.name.localizations, value: $0.value)
            })
    }
}

extension CommandUse.Value {
    /// Nil for kinds that this build does not know.
    var kind: CommandOption.Kind? {
        switch self {
        case .text: .text
        case .integer: .integer
        case .boolean: .boolean
        case .number: .number
        case .user: .user
        case .channel: .channel
        case .role: .role
        case .attachment: .attachment
        case .unknown: nil
        }
    }
}
