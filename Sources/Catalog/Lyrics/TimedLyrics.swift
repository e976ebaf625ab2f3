/// Lines of words with the time at which each is sung, out of the LRC format.
///
/// A line may carry several times; tags that are no times (`[ar:…]`) are passed over, `[offset:ms]` moves all lines.
package struct TimedLyrics: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package var milliseconds: Int64
        package var text: String

        package init(milliseconds: Int64, text: String) {
            self.milliseconds = milliseconds
            self.text = text
        }
    }

    private static let lineLimit = 2_000

    /// By time. Empty where the text holds no time.
    package let lines: [Line]

    package init(lrc: String) {
        var lines: [Line] = []
        var offset: Int64 = 0
        for raw in lrc.split(whereSeparator: \.isNewline).prefix(Self.lineLimit) {
            var rest = raw.drop(while: \.isWhitespace)
            var times: [Int64] = []
            while rest.first == "[", let close = rest.firstIndex(of: "]") {
                let tag = rest[rest.index(after: rest.startIndex)..<close]
                rest = rest[rest.index(after: close)...]
                if let time = Self.milliseconds(tag) {
                    times.append(time)
                } else if tag.hasPrefix("offset:"), let shift = Int64(tag.dropFirst(7).filter { !$0.isWhitespace }) {
                    offset = min(max(shift, -600_000), 600_000)
                }
            }
            let text = String(rest.drop(while: \.isWhitespace))
            lines += times.map { Line(milliseconds: $0, text: text) }
        }
        // A positive offset makes lines come sooner.
        self.lines = lines.map { Line(milliseconds: max(0, $0.milliseconds - offset), text: $0.text) }
            .sorted { $0.milliseconds < $1.milliseconds }
    }

    /// `mm:ss`, `mm:ss.xx` or `mm:ss.xxx`.
    private static func milliseconds(_ tag: Substring) -> Int64? {
        let parts = tag.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let minutes = Int64(parts[0]), (0...999).contains(minutes) else { return nil }
        let seconds = parts[1].split(whereSeparator: { $0 == "." || $0 == "," })
        guard let whole = seconds.first.flatMap({ Int64($0) }), (0..<60).contains(whole), seconds.count <= 2 else {
            return nil
        }
        var fraction: Int64 = 0
        if seconds.count == 2 {
            guard seconds[1].allSatisfy({ $0.isASCII && $0.isNumber }), !seconds[1].isEmpty else { return nil }
            fraction = Int64(String(seconds[1].prefix(3)).padded(to: 3)) ?? 0
        }
        return minutes * 60_000 + whole * 1_000 + fraction
    }
}

extension String {
    /// With zeros behind it.
    fileprivate func padded(to length: Int) -> String { self + String(repeating: "0", count: max(0, length - count)) }
}
