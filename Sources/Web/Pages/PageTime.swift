internal import Foundation

/// A moment as pages show it, in UTC.
struct PageTime: Sendable, Hashable {
    /// `2026-11-26T21:37:00Z`, for `<time datetime>`.
    let machine: String
    /// `26 Nov 2026, 21:37 UTC`.
    let text: String

    /// Milliseconds since 1970-01-01 UTC.
    init(_ milliseconds: Int64) {
        let date = Date(timeIntervalSince1970: Double(max(0, milliseconds) / 1000))
        machine = date.formatted(.iso8601)
        let format = Date.VerbatimFormatStyle(
            format: """
                \(day: .defaultDigits) \(month: .abbreviated) \(year: .defaultDigits), \
                \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits) UTC
                """, locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt,
            calendar: Calendar(identifier: .gregorian))
        text = date.formatted(format)
    }

    /// How long ago something was or how long something lasts, roughly: `3 days`, `5 hours`, `12 minutes`.
    static func span(_ milliseconds: Int64) -> String {
        let minutes = max(0, milliseconds) / 60_000
        switch minutes {
        case ..<1: return "less than a minute"
        case 1..<60: return count(minutes, "minute")
        case 60..<2880: return count(minutes / 60, "hour")
        default: return count(minutes / 1440, "day")
        }
    }

    private static func count(_ number: Int64, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}
