/// A moment as pages show it, in UTC.
struct PageTime: Sendable, Hashable {
    /// `2026-11-26T21:37:00Z`, for `<time datetime>`.
    let machine: String
    /// `26 Nov 2026, 21:37 UTC`.
    let text: String

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Milliseconds since 1970-01-01 UTC.
    init(_ milliseconds: Int64) {
        let seconds = max(0, milliseconds) / 1000
        let (year, month, day) = Self.civil(Int(seconds / 86_400))
        let clock = "\(Self.two(Int(seconds / 3600 % 24))):\(Self.two(Int(seconds / 60 % 60)))"
        machine = "\(year)-\(Self.two(month))-\(Self.two(day))T\(clock):\(Self.two(Int(seconds % 60)))Z"
        text = "\(day) \(Self.months[month - 1]) \(year), \(clock) UTC"
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

    /// The Gregorian date of a day counted from 1970-01-01; the algorithm counts years from March.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let calendar = month < 10 ? month + 3 : month - 9
        return (yearOfEra + era * 400 + (calendar <= 2 ? 1 : 0), calendar, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
