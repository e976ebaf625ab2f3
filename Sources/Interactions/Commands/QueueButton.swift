/// The buttons below a queue. Their id carries a page and nothing else: guild and member come from the signed interaction.
enum QueueButton {
    static let command = "queue"
    /// Far beyond any queue; the node turns a page that is too high into the last one.
    static let pages = 1...99_999

    static func customID(page: Int) -> String { "\(command):\(page)" }

    /// The page of an id that this bot may have made, else nil.
    static func page(of customID: String) -> Int? {
        let parts = customID.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == command, let page = Int(parts[1]), pages.contains(page),
            customID == Self.customID(page: page)
        else { return nil }
        return page
    }
}
