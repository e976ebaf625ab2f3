/// A playlist file: M3U or PLS. Addresses are as written.
struct StationList: Equatable {
    struct Entry: Equatable {
        var address: String
        var title: String?
        /// Seconds; nil where it is unknown or endless.
        var duration: Int?
    }

    static let maximumBytes = 1 << 20
    static let maximumEntries = 10_000

    var entries: [Entry]
    /// Ways to one and the same station, rather than pieces one after the other.
    var isOneStation: Bool

    /// Nil for what is no such file.
    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimming() }.filter { !$0.isEmpty }
        guard let first = lines.first else { return nil }
        if first.lowercased() == "[playlist]" {
            entries = Self.pls(lines.dropFirst())
        } else {
            entries = Self.m3u(lines)
        }
        guard !entries.isEmpty else { return nil }
        isOneStation = entries.count <= 10 && entries.allSatisfy { $0.duration == nil }
    }

    private static func pls(_ lines: ArraySlice<Substring>) -> [Entry] {
        var entries: [Int: Entry] = [:]
        for line in lines.prefix(3 * maximumEntries) {
            let sides = line.split(separator: "=", maxSplits: 1)
            guard sides.count == 2 else { continue }
            let name = sides[0].lowercased()
            for field in ["file", "title", "length"] where name.hasPrefix(field) {
                guard let number = Int(name.dropFirst(field.count)) else { continue }
                var entry = entries[number] ?? Entry(address: "")
                switch field {
                case "file": entry.address = String(sides[1].trimming())
                case "title": entry.title = String(sides[1].trimming())
                default: entry.duration = seconds(sides[1])
                }
                entries[number] = entry
            }
        }
        return entries.sorted { $0.key < $1.key }.map(\.value).filter { !$0.address.isEmpty }
    }

    private static func m3u(_ lines: [Substring]) -> [Entry] {
        var entries: [Entry] = []
        var next = Entry(address: "")
        for line in lines where entries.count < maximumEntries {
            if line.hasPrefix("#EXTINF:") {
                let parts = line.dropFirst(8).split(separator: ",", maxSplits: 1)
                next.duration = parts.first.flatMap { seconds($0.prefix { $0 != " " }) }
                next.title = parts.count == 2 ? String(parts[1].trimming()) : nil
            } else if !line.hasPrefix("#") {
                next.address = String(line.drop { $0 == "\u{FEFF}" })
                entries.append(next)
                next = Entry(address: "")
            }
        }
        return entries
    }

    private static func seconds(_ text: Substring) -> Int? {
        Double(text.trimming()).flatMap { (1...1_000_000).contains($0) ? Int($0) : nil }
    }
}
