internal import DiscordTypes
internal import Jobs

extension Command {
    static let play = Command(
        name: [.english: "play", .german: "spielen"],
        description: [
            .english: "Plays music by name, from a link or from an uploaded file.",
            .german: "Spielt Musik nach Namen, von einem Link oder aus einer hochgeladenen Datei.",
        ],
        options: [playQuery, playFile, playPlace, playNumber, playShuffle], visibility: .everyone,
        plan: { placed(planPlay($0), $0) })

    private static let playPlace = Option(
        kind: .text, name: [.english: "place", .german: "platz"],
        description: [
            .english: "Where it goes in the queue; at the end if left out",
            .german: "Wohin es in der Warteschlange kommt; ohne Angabe ans Ende",
        ],
        choices: [
            Choice(name: [.english: "Now", .german: "Jetzt"], value: "now"),
            Choice(name: [.english: "Next", .german: "Als Nächstes"], value: "next"),
        ])

    private static let playNumber = Option(
        kind: .integer, name: [.english: "number", .german: "nummer"],
        description: [.english: "Its number in the queue", .german: "Die Nummer in der Warteschlange"],
        range: QueuePosition.range)

    private static let playShuffle = Option(
        kind: .boolean, name: [.english: "shuffle", .german: "mischen"],
        description: [.english: "Shuffles what waits with it", .german: "Mischt damit, was wartet"])

    /// What is asked for, with where it goes.
    private static func placed(_ plan: Plan, _ context: CommandContext) -> Plan {
        guard case .job(.play(var request)) = plan else { return plan }
        switch (context.text(playPlace), context.integer(playNumber)) {
        case (nil, nil): break
        case ("now", nil): request.place = .now
        case ("next", nil): request.place = .next
        case (nil, let number?):
            guard let position = QueuePosition(number) else { return context.refuse(.noSuchEntry) }
            request.place = .position(position.number)
        default: return context.refuse(.playOnePlace)
        }
        if context.boolean(playShuffle) == true { request.isShuffled = true }
        return .job(.play(request))
    }

    private static let playQuery = Option(
        kind: .text, name: [.english: "query", .german: "suche"],
        description: [
            .english: "The name of a song, or a link", .german: "Der Name eines Titels oder ein Link",
        ],
        maximumLength: MediaAddress.lengthLimit, proposesTracks: true)

    private static let playFile = Option(
        kind: .attachment, name: [.english: "file", .german: "datei"],
        description: [.english: "A music file to upload", .german: "Eine Musikdatei zum Hochladen"])

    @Sendable private static func planPlay(_ context: CommandContext) -> Plan {
        switch (context.use[playQuery.registeredName], context.use[playFile.registeredName]) {
        case (.text(let text)?, nil):
            switch MediaAddress.read(text) {
            case .address(let address): return .job(.play(PlayRequest(media: .url(address))))
            case .otherScheme: return context.refuse(.mediaNotAnAddress)
            case .words:
                guard let words = SearchWords(text) else { return context.refuse(.playTooLong) }
                return .job(.play(PlayRequest(media: .words(words.text))))
            case .empty: return context.refuse(.playNeedsOne, optionNames(in: context.texts.language))
            }
        case (nil, .attachment(let id)?):
            guard let file = context.use.attachments[id] else { return context.refuse(.playUploadMissing) }
            return .job(.play(PlayRequest(media: .attachment(RequestedAttachment(file)))))
        case (nil, nil): return context.refuse(.playNeedsOne, optionNames(in: context.texts.language))
        default: return context.refuse(.playOnlyOne)
        }
    }

    private static func optionNames(in language: Language) -> [String: Markdown] {
        [
            "query": Markdown(trusted: "`\(playQuery.name.text(in: language))`"),
            "file": Markdown(trusted: "`\(playFile.name.text(in: language))`"),
        ]
    }
}

extension RequestedAttachment {
    init(_ file: Attachment) {
        self.init(id: file.id, url: file.url, filename: file.filename, size: file.size, contentType: file.contentType)
    }
}
