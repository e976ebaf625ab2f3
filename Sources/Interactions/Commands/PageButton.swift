/// The buttons that turn the pages of a list: `<command>:<page>`. Whose list it is comes from the signed interaction.
enum PageButton {
    static let pages: ClosedRange<Int64> = 1...99_999

    static func customID(_ command: String, page: Int) -> String { "\(command):\(page)" }

    /// The page of an id that this bot may have made for the command, else nil.
    static func page(of customID: String, _ command: String) -> Int? {
        let parts = customID.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == command, let page = Int(parts[1]), pages.contains(Int64(page)),
            customID == Self.customID(command, page: page)
        else { return nil }
        return page
    }

    /// The page that was asked for, the first where none was; nil where there can't be such a page.
    static func page(_ given: Int64?) -> Int? {
        guard let given else { return 1 }
        return pages.contains(given) ? Int(given) : nil
    }
}
