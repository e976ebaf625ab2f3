internal import Crypto
internal import Foundation

/// Turns raw values into typed ones, with one kind of error for all of them.
struct SettingsReader: Sendable {
    let source: SettingsSource

    func secret(_ name: SettingName) -> SecretText? {
        source.text(name).map { SecretText($0) }
    }

    func optional<Value>(
        _ name: SettingName, _ expected: String, _ convert: (String) -> Value?
    ) throws(SettingsError) -> Value? {
        guard let text = source.text(name) else { return nil }
        guard let value = convert(text) else { throw .malformed(name, expected: expected) }
        return value
    }

    /// The value that is set, or else the default.
    func required<Value>(
        _ name: SettingName, _ expected: String, _ convert: (String) -> Value?
    ) throws(SettingsError) -> Value {
        guard let text = source.text(name) ?? name.defaultText, let value = convert(text) else {
            throw .malformed(name, expected: expected)
        }
        return value
    }

    func number(_ name: SettingName, _ range: ClosedRange<Int>) throws(SettingsError) -> Int {
        try required(name, "a number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func isOn(_ name: SettingName) throws(SettingsError) -> Bool {
        try required(name, "on or off") { ["on": true, "off": false][$0] }
    }

    /// Values separated by commas; blanks around them are ignored.
    func list<Value>(
        _ name: SettingName, _ expected: String, _ convert: (String) -> Value?
    ) throws(SettingsError) -> [Value] {
        guard let text = source.text(name) else { return [] }
        var values: [Value] = []
        for part in text.split(separator: ",") {
            guard let value = convert(part.trimmingCharacters(in: .whitespaces)) else {
                throw .malformed(name, expected: expected)
            }
            values.append(value)
        }
        return values
    }

    static func port(_ text: String) -> Int? {
        Int(text).flatMap { (0...65_535).contains($0) ? $0 : nil }
    }

    /// What something costs: `name=amount`.
    static func price(_ text: String) -> (name: String, dollars: Double)? {
        let parts = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        guard parts.count == 2, !parts[0].isEmpty, let dollars = Double(parts[1]), dollars >= 0, dollars.isFinite
        else { return nil }
        return (parts[0], dollars)
    }

    /// An http or https address with a host; a slash at the end is dropped.
    static func webAddress(_ text: String) -> String? {
        guard let url = URL(string: text), url.host?.isEmpty == false, ["http", "https"].contains(url.scheme)
        else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
