internal import DiscordTypes
internal import Jobs

extension Command {
    /// What was found is for whoever searched; what is chosen of it goes into the queue for all to see.
    static let search = Command(
        name: [.english: TrackPicker.searchCommand, .german: "suchen"],
        description: [
            .english: "Finds music everywhere and lets you choose.",
            .german: "Sucht überall nach Musik und lässt dich wählen.",
        ],
        options: [searchWords], visibility: .requester, plan: planSearch,
        choose: { customID, values in
            if let track = TrackPicker.settled(customID) {
                guard values.count == 1, let choice = TrackPicker.references(values)?.first else { return nil }
                return .music(.settle(reference: track, choice: choice))
            }
            guard customID == TrackPicker.searchID, let references = TrackPicker.references(values) else { return nil }
            return .music(.choose(references: references))
        },
        pressForm: { _ in .message(.everyone) })

    private static let searchWords = Option(
        kind: .text, name: [.english: "words", .german: "wörter"],
        description: [.english: "Title, artist, or both", .german: "Titel, Interpret oder beides"],
        maximumLength: SearchWords.lengthLimit, isRequired: true)

    @Sendable private static func planSearch(_ context: CommandContext) -> Plan {
        let typed = context.text(searchWords) ?? ""
        switch MediaAddress.read(typed) {
        case .address, .otherScheme: return context.refuse(.searchNeedsWords)
        case .empty: return context.refuse(.searchEmpty)
        case .words:
            guard let words = SearchWords(typed) else { return context.refuse(.playTooLong) }
            return .job(.music(.search(words: words.text)))
        }
    }
}
