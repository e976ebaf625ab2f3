/// What a station sends between its sound: `StreamTitle='Artist - Title';StreamUrl='';`, filled up with zeros.
enum ICYMetadata {
    /// The title; nil where there is none. Stations that don't write UTF-8 mostly write Latin 1.
    static func title(_ bytes: [UInt8]) -> String? {
        let used = bytes.prefix { $0 != 0 }
        let text =
            String(validating: used, as: UTF8.self) ?? String(String.UnicodeScalarView(used.map { Unicode.Scalar($0) }))
        guard let start = text.firstRange(of: "StreamTitle='") else { return nil }
        let rest = text[start.upperBound...]
        // A title may hold quotes of its own: the end is a quote before a semicolon, or the last one.
        let end = rest.firstRange(of: "';")?.lowerBound ?? rest.lastIndex(of: "'") ?? rest.endIndex
        let title = rest[..<end].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return title.isEmpty || title == "-" ? nil : String(title.prefix(300))
    }
}
