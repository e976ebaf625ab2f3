internal import DiscordTypes
internal import Jobs

/// The list to choose tracks from that were found. What is chosen comes back as references, which anybody may send: they name
/// tracks and open nothing that the member could not ask for in words.
enum TrackPicker {
    /// Ids begin with the command that understands them.
    static let searchID = "\(searchCommand):choose"
    static let searchCommand = "search"
    static let correctionCommand = "wrong-song"
    static let playlistID = "\(playlistCommand):choose"
    static let playlistCommand = "my-playlists"

    static func correctionID(of entry: Int64) -> String { "\(correctionCommand):\(entry)" }

    /// The entry that is to be corrected, of an id that this bot may have made.
    static func entry(of customID: String) -> Int64? {
        guard customID.hasPrefix(correctionCommand + ":"),
            let entry = Int64(customID.dropFirst(correctionCommand.count + 1)), entry > 0,
            customID == correctionID(of: entry)
        else { return nil }
        return entry
    }

    /// For what is to stand for a track from now on; nil where its reference is too long for an id.
    static func settlingID(of reference: String) -> String? {
        let id = settling + reference
        return id.utf16.count <= 100 ? id : nil
    }

    static func settled(_ customID: String) -> String? {
        guard customID.hasPrefix(settling) else { return nil }
        let reference = String(customID.dropFirst(settling.count))
        return isReference(reference) ? reference : nil
    }

    private static let settling = "\(searchCommand):for:"

    /// Nil where one of them can't be a reference.
    static func references(_ values: [String]) -> [String]? {
        guard (1...ProposedChoice.countLimit).contains(values.count), values.allSatisfy(isReference) else { return nil }
        return values
    }

    private static func isReference(_ text: String) -> Bool {
        guard text.utf16.count <= OfferedTrack.referenceLimit else { return false }
        if case .address = MediaAddress.read(text) { return true }
        let parts = text.split(separator: " ", maxSplits: 1)
        return parts.count == 2 && CatalogTrack.Service(rawValue: String(parts[0])) != nil
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
