internal import DiscordTypes
internal import Jobs

/// Turns an interaction into an errand: which command, for whom, with what. Pure.
struct ErrandPlanner: Sendable {
    let registry: CommandRegistry
    let publicURL: String?

    /// `receivedAt` is in milliseconds since 1970.
    func errand(for interaction: Interaction, receivedAt: Int64) -> Errand {
        let texts = registry.texts(Language(locale: interaction.locale ?? interaction.guildLocale))
        switch interaction.kind {
        case .command(let use): return command(use, interaction, texts, receivedAt)
        case .component(let use): return component(use, interaction, texts, receivedAt)
        case .autocomplete(let use): return suggestion(use, interaction, texts)
        case .modal, .unknown: return refusal(.unknownInteraction, texts)
        }
    }

    private func command(
        _ use: CommandUse, _ interaction: Interaction, _ texts: Texts, _ receivedAt: Int64
    ) -> Errand {
        guard let command = registry.command(named: use.name), command.kind == use.kind else {
            return refusal(.unknownCommand, texts)
        }
        let name = command.registeredName
        guard command.understands(use) else { return refusal(.unknownOption, texts, of: name) }
        let made = Int64(clamping: interaction.id.millisecondsSince1970)
        let context = CommandContext(
            use: use, texts: texts, transit: .milliseconds(receivedAt - made), registry: registry,
            publicURL: publicURL)
        if command.access == .anyServer {
            switch command.plan(context) {
            case .reply(let card): return reply(card, of: command, texts, listedServer: nil)
            case .account(let errand): return account(errand, interaction, of: name, texts, listedServer: nil)
            case .job: break
            }
        }
        guard let guild = interaction.guild, let requester = Requester(interaction) else {
            return refusal(.onlyInServers, texts, of: name)
        }
        if let needed = command.permissions, interaction.member?.permissions?.allow(needed) != true {
            return refusal(.memberLacksPermission, texts, of: name)
        }
        switch command.plan(context) {
        case .reply(let card): return reply(card, of: command, texts, listedServer: guild)
        case .job(let action):
            let job = PlaybackJob(
                id: JobID(interaction.id), guild: guild, requester: requester, textChannel: interaction.channel,
                action: action, createdAt: receivedAt)
            return Errand(
                command: name, texts: texts, task: .job(job, form: .message(command.visibility)), listedServer: guild,
                isRefusal: false)
        case .account(let errand): return account(errand, interaction, of: name, texts, listedServer: guild)
        }
    }

    /// Where nothing can be proposed the list is empty: an error would be shown to who is still typing.
    private func suggestion(_ use: CommandUse, _ interaction: Interaction, _ texts: Texts) -> Errand {
        let command = registry.command(named: use.name)
        guard let command, command.kind == use.kind, case .text(let typed)? = command.proposedOption(of: use)?.value,
            let guild = interaction.guild, let requester = Requester(interaction),
            let words = Self.words(beingTyped: typed)
        else {
            return Errand(
                command: command?.registeredName ?? "unknown", texts: texts, task: .respond(.noChoices),
                listedServer: nil, isRefusal: true)
        }
        let query = SuggestionQuery(
            guild: guild, member: requester.user, words: words, patience: EndpointTiming.suggestionPatience)
        return Errand(
            command: command.registeredName, texts: texts, task: .suggest(query), listedServer: guild, isRefusal: false)
    }

    /// Empty before the first letter; nil where it is no search.
    private static func words(beingTyped text: String) -> String? {
        switch MediaAddress.read(text) {
        case .empty: ""
        case .words: SearchWords(text)?.text
        case .address, .otherScheme: nil
        }
    }

    private func account(
        _ errand: AccountErrand, _ interaction: Interaction, of command: String, _ texts: Texts, listedServer: GuildID?
    ) -> Errand {
        guard let requester = Requester(interaction) else { return refusal(.onlyInServers, texts, of: command) }
        return Errand(
            command: command, texts: texts, task: .account(errand, of: requester.user), listedServer: listedServer,
            isRefusal: false, isSecret: errand.isSecret)
    }

    /// A component's id says what was pressed and nothing about who may: everything else comes from the interaction.
    private func component(
        _ use: ComponentUse, _ interaction: Interaction, _ texts: Texts, _ receivedAt: Int64
    ) -> Errand {
        guard let command = registry.command(ofComponent: use.customID), let action = action(of: use, command) else {
            return refusal(.unknownComponent, texts)
        }
        guard let guild = interaction.guild, let requester = Requester(interaction) else {
            return refusal(.onlyInServers, texts, of: command.registeredName)
        }
        let job = PlaybackJob(
            id: JobID(interaction.id), guild: guild, requester: requester, textChannel: interaction.channel,
            action: action, createdAt: receivedAt)
        return Errand(
            command: command.registeredName, texts: texts, task: .job(job, form: command.pressForm(use.customID)),
            listedServer: guild,
            isRefusal: false)
    }

    private func action(of use: ComponentUse, _ command: Command) -> PlaybackAction? {
        switch use.kind {
        case .button: command.press?(use.customID)
        case .select:
            use.values.isEmpty || Set(use.values).count < use.values.count
                ? nil : command.choose?(use.customID, use.values)
        case .unknown: nil
        }
    }

    private func reply(_ card: Card, of command: Command, _ texts: Texts, listedServer: GuildID?) -> Errand {
        let isRefusal = card.tone == .problem
        let message = card.message(for: isRefusal ? .requester : command.visibility)
        return Errand(
            command: command.registeredName, texts: texts, task: .respond(.message(message)),
            listedServer: listedServer, isRefusal: isRefusal)
    }

    private func refusal(_ key: TextKey, _ texts: Texts, of command: String = "unknown") -> Errand {
        let card = Card(tone: .problem, body: [texts(key)])
        return Errand(
            command: command, texts: texts, task: .respond(.message(card.message(for: .requester))), listedServer: nil,
            isRefusal: true)
    }
}

extension Requester {
    /// Nil without a member, as in direct messages.
    fileprivate init?(_ interaction: Interaction) {
        guard let member = interaction.member, let user = member.user else { return nil }
        let name = [member.nick, user.globalName, user.username].compactMap(\.self).first { !$0.isEmpty }
        self.init(
            user: user.id, name: name ?? user.id.description, locale: interaction.locale, roles: member.roles,
            permissions: member.permissions)
    }
}
