/// Lengths and positions as players show them.
enum PlayingTime {
    /// `3:05` or `1:02:03`; parts of a second are dropped.
    static func text(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1_000
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        let tail = twoDigits(seconds % 60)
        return hours > 0 ? "\(hours):\(twoDigits(minutes)):\(tail)" : "\(minutes):\(tail)"
    }

    /// A line of `width` signs with a knob where `position` lies; nil where the length is not known.
    static func bar(position: Int64, length: Int64?, width: Int = 16) -> String? {
        guard let length, length > 0 else { return nil }
        let share = Double(min(max(position, 0), length)) / Double(length)
        let knob = min(Int(share * Double(width)), width - 1)
        return String(repeating: "▬", count: knob) + "🔘" + String(repeating: "▬", count: width - 1 - knob)
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
