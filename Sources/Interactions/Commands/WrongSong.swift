internal import DiscordTypes
internal import Jobs

extension Command {
    static let wrongSong = Command(
        name: [.english: TrackPicker.correctionCommand, .german: "falscher-titel"],
        description: [
            .english: "Not the song that was meant? Choose the right one.",
            .german: "Nicht der gemeinte Titel? Wähle den richtigen.",
        ],
        visibility: .requester, plan: { _ in .job(.music(.otherRecordings)) },
        choose: { customID, values in
            guard let entry = TrackPicker.entry(of: customID), values.count == 1,
                let references = TrackPicker.references(values)
            else { return nil }
            return .music(.correct(entry: entry, reference: references[0]))
        },
        pressForm: { _ in .message(.everyone) })
}
