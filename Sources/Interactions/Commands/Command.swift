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
    /// What a member needs. Discord lets admins of a server decide otherwise, so it is a default there and checked again here.
    var permissions: Permissions?
    var access = Access.listedServers
    /// Who sees its result. Refusals are for the requester only, unless the reply was deferred for all before.
    var visibility: ComponentMessage.Visibility
    /// Decides what is to be done. Pure, so that it may run twice for one interaction.
    var plan: @Sendable (CommandContext) -> Plan
    /// The same for a button whose id begins with the command's name and a colon; nil if the command made no such button.
    var press: (@Sendable (_ customID: String) -> PlaybackAction?)?

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

        var registeredName: String { name.text(in: .english) }
    }

    var registeredName: String { name.text(in: .english) }

    /// What Discord is told.
    var registration: ApplicationCommand {
        ApplicationCommand(
            name: registeredName, nameLocalizations: name.localizations, description: description.text(in: .english),
            descriptionLocalizations: description.localizations, options: options.map(\.registration),
            defaultMemberPermissions: permissions)
    }

    /// Whether the use holds only options of the definition, each of its kind and once.
    func understands(_ use: CommandUse) -> Bool {
        guard use.kind == .chatInput, Set(use.options.map(\.name)).count == use.options.count else { return false }
        return use.options.allSatisfy { given in
            options.contains { $0.registeredName == given.name && $0.kind == given.value.kind }
        }
    }
}

extension Command.Option {
    var registration: CommandOption {
        CommandOption(
            kind, name: registeredName, nameLocalizations: name.localizations,
            description: description.text(in: .english), descriptionLocalizations: description.localizations,
            channelTypes: channelTypes, minimum: range?.lowerBound, maximum: range?.upperBound,
            maximumLength: maximumLength)
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
