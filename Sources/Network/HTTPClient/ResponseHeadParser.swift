/// Collects the header lines libcurl hands over one by one.
struct ResponseHeadParser {
    static let maximumSize = 64 << 10

    enum Event: Equatable {
        case more
        /// The empty line that ends the head of a final response.
        case complete
        case tooLarge
    }

    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    private(set) var isComplete = false
    private var size = 0

    /// One line with its line ending. Interim responses (1xx) are passed over; lines after the head are trailers,
    /// which nobody here wants.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Event {
        guard !isComplete else { return .more }
        size += line.count
        guard size <= Self.maximumSize else { return .tooLarge }
        let text = unsafe String(decoding: line, as: UTF8.self)
        let content = text.prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" }
        if content.isEmpty { return end() }
        if content.hasPrefix("HTTP/") {
            status = content.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            headers = HTTPHeaders()
        } else if let colon = content.firstIndex(of: ":") {
            headers.append(
                String(content[..<colon]), Self.trimmed(content[content.index(after: colon)...]))
        }
        return .more
    }

    private mutating func end() -> Event {
        guard status >= 200 else { return .more }
        isComplete = true
        return .complete
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
