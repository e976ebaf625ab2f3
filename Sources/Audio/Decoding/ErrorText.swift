/// The last of what a child says about its troubles: bounded, and printable in a log.
struct ErrorText {
    static let limit = 2048
    private var bytes: [UInt8] = []

    mutating func append(_ more: ArraySlice<UInt8>) {
        bytes.append(contentsOf: more.suffix(Self.limit))
        if bytes.count > Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }

    /// One line: what could move a terminal's cursor or begin a line of a log is a blank.
    var line: String {
        let printable = bytes.map { (0x20..<0x7F).contains($0) ? $0 : 0x20 }
        return String(decoding: printable, as: UTF8.self).split(separator: " ").joined(separator: " ")
    }
}
