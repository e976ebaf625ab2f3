internal import DiscordTypes
internal import Jobs

extension Command {
    /// The names are for the member alone; so is the answer to a choice.
    static let myPlaylists = Command(
        name: [.english: TrackPicker.playlistCommand, .german: "meine-playlists"],
        description: [
            .english: "Shows the playlists of your linked accounts.",
            .german: "Zeigt die Playlists deiner verknüpften Konten.",
        ],
        visibility: .requester, plan: { _ in .job(.music(.playlists)) },
        choose: { customID, values in
            guard customID == TrackPicker.playlistID, values.count == 1, let reference = values.first,
                (1...OfferedTrack.referenceLimit).contains(reference.utf16.count)
            else { return nil }
            return .music(.playPlaylist(reference: reference))
        },
        pressForm: { _ in .message(.requester) })

    static let likedSongs = Command(
        name: [.english: "liked-songs", .german: "lieblingssongs"],
        description: [
            .english: "Queues the songs you liked at your linked services.",
            .german: "Stellt die Titel in die Warteschlange, die dir bei deinen verknüpften Diensten gefallen.",
        ],
        visibility: .requester, plan: { _ in .job(.music(.likedSongs)) })

    static let recommendations = Command(
        name: [.english: "recommendations", .german: "empfehlungen"],
        description: [
            .english: "Queues what your linked services recommend to you.",
            .german: "Stellt in die Warteschlange, was dir deine verknüpften Dienste empfehlen.",
        ],
        visibility: .requester, plan: { _ in .job(.music(.recommendations)) })

    static let blend = Command(
        name: [.english: "blend", .german: "mischung"],
        description: [
            .english: "A fair mix of what the members here like who allowed it.",
            .german: "Eine gerechte Mischung dessen, was die Mitglieder hier mögen, die es erlaubt haben.",
        ],
        visibility: .everyone, plan: { _ in .job(.music(.blend)) })
}
