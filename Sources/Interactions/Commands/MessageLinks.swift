/// The addresses in a message's text, in the order in which they stand there.
enum MessageLinks {
    static let limit = 10

    static func all(in text: String) -> [String] {
        var links: [String] = []
        var rest = text[...]
        while let start = start(in: rest), links.count < limit {
            let run = rest[start...].prefix { !$0.isWhitespace && !"<>\"`|".contains($0) }
            rest = rest[run.endIndex...]
            if case .address(let address) = MediaAddress.read(String(trimmed(run))), !links.contains(address) {
                links.append(address)
            }
        }
        return links
    }

    private static func start(in text: Substring) -> Substring.Index? {
        ["https://", "http://"].compactMap { text.firstRange(of: $0)?.lowerBound }.min()
    }

    /// Without what belongs to the sentence or to markdown. A bracket stays where it was opened inside the address.
    private static func trimmed(_ run: Substring) -> Substring {
        var run = run
        while let last = run.last {
            switch last {
            case ".", ",", ";", ":", "!", "?", "'", "*", "_", "~": run.removeLast()
            case ")" where run.count { $0 == ")" } > run.count { $0 == "(" }: run.removeLast()
            case "]" where run.count { $0 == "]" } > run.count { $0 == "[" }: run.removeLast()
            default: return run
            }
        }
        return run
    }
}
