/// A length or place in time as people write it: `90`, `1:30`, `1:02:03`, `2m10s`, `1h5m`.
enum GivenTime {
    /// A day: more than any track is long.
    private static let limit: Int64 = 86_400_000

    static func milliseconds(_ text: String) -> Int64? {
        let trimmed = text.lowercased().filter { !$0.isWhitespace }
        guard !trimmed.isEmpty, trimmed.count <= 20 else { return nil }
        let value = trimmed.contains(":") ? clock(trimmed) : units(trimmed)
        return value.flatMap { (0...limit).contains($0) ? $0 : nil }
    }

    private static func clock(_ text: String) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else { return nil }
        var seconds: Int64 = 0
        for (index, part) in parts.enumerated() {
            guard (1...4).contains(part.count), part.allSatisfy({ $0.isASCII && $0.isNumber }),
                let number = Int64(part),
                index == 0 || number < 60
            else { return nil }
            seconds = seconds * 60 + number
        }
        return seconds * 1_000
    }

    private static func units(_ text: String) -> Int64? {
        var seconds: Int64 = 0
        var digits = ""
        var last: Int64 = .max
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            guard let unit: Int64 = ["h": 3_600, "m": 60, "s": 1][character], unit < last, digits.count <= 6,
                let number = Int64(digits)
            else { return nil }
            seconds += number * unit
            last = unit
            digits = ""
        }
        guard !digits.isEmpty else { return seconds * 1_000 }
        // Only a lone number has no unit.
        guard last == .max, digits.count <= 6, let number = Int64(digits) else { return nil }
        return number * 1_000
    }
}
