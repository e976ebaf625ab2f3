internal import Foundation
internal import Yams

/// The raw values: the environment first, then a file. A value that starts out empty counts as not set.
struct SettingsSource: Sendable {
    private var values: [String: String]

    /// Reads the environment and the file it names, or `.env` in `directory` where that exists.
    init(environment: [String: String], directory: URL) throws {
        var values: [String: String] = [:]
        if let named = environment[SettingName.settingsFile.rawValue], !named.isEmpty {
            values = try Self.read(URL(fileURLWithPath: named, relativeTo: directory))
        } else {
            let ours = directory.appendingPathComponent(".env")
            if FileManager.default.fileExists(atPath: ours.path) { values = try Self.read(ours) }
        }
        values.merge(environment) { _, environment in environment }
        self.values = values.filter { !$0.value.isEmpty }
        try refuseUnknownNames()
        try readSecretFiles(relativeTo: directory)
    }

    func text(_ name: SettingName) -> String? { values[name.rawValue] }

    /// Letters wrong, missing or too many with which a name is still taken for a misspelt one; two that changed places are two.
    private static let misspelling = 2

    private func refuseUnknownNames() throws {
        let known = Set(SettingName.allCases.map(\.rawValue))
        for name in values.keys.sorted() where name.hasPrefix("TIMMYBOT_") {
            if known.contains(name) || SettingName.foreignNames.contains(name) { continue }
            if name.hasSuffix("_FILE"), let base = SettingName(rawValue: String(name.dropLast(5))), base.isSecret {
                continue
            }
            let similar = known.sorted().map { ($0, Self.distance(name, $0)) }.min { $0.1 < $1.1 }
            throw SettingsError.unknown(name, similar: similar.flatMap { $0.1 <= Self.misspelling ? $0.0 : nil })
        }
    }

    private mutating func readSecretFiles(relativeTo directory: URL) throws {
        for name in SettingName.allCases where name.isSecret && values[name.rawValue] == nil {
            // The vault's file is no setting's value: its reader checks who may read it.
            if name == .vaultKeys { continue }
            guard let path = values[name.rawValue + "_FILE"] else { continue }
            let text = try Self.contents(of: URL(fileURLWithPath: path, relativeTo: directory))
            let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
            if !value.isEmpty { values[name.rawValue] = value }
        }
    }

    private static func read(_ file: URL) throws -> [String: String] {
        let text = try contents(of: file)
        guard ["yaml", "yml"].contains(file.pathExtension) else { return try lines(of: text, file: file.path) }
        do {
            guard let mapping = try Yams.load(yaml: text) else { return [:] }
            guard let mapping = mapping as? [String: Any] else {
                throw SettingsError.malformedLine(file: file.path, line: 1)
            }
            return mapping.mapValues { "\($0)" }
        } catch let error as YamlError {
            throw SettingsError.unreadableFile(file.path, reason: "\(error)")
        }
    }

    private static func contents(of file: URL) throws -> String {
        do {
            return try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw SettingsError.unreadableFile(file.path, reason: "it does not exist or may not be read")
        }
    }

    /// `NAME=value` lines; `#` begins a comment line; a value may stand in single or double quotes; `export` is allowed.
    private static func lines(of text: String, file: String) throws -> [String: String] {
        var values: [String: String] = [:]
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var rest = line.trimmingCharacters(in: .whitespaces)
            if rest.isEmpty || rest.hasPrefix("#") { continue }
            if rest.hasPrefix("export ") { rest = String(rest.dropFirst(7)) }
            guard let equals = rest.firstIndex(of: "=") else {
                throw SettingsError.malformedLine(file: file, line: number + 1)
            }
            let name = rest[..<equals].trimmingCharacters(in: .whitespaces)
            let value = rest[rest.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            guard !name.isEmpty, !name.contains(" ") else {
                throw SettingsError.malformedLine(file: file, line: number + 1)
            }
            values[name] = unquoted(value)
        }
        return values
    }

    private static func unquoted(_ value: String) -> String {
        for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
            return String(value.dropFirst().dropLast())
        }
        return value
    }

    /// Levenshtein's distance, for the hint after a mistyped name.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (line, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in right.indices {
                let above = row[column + 1]
                row[column + 1] = min(above + 1, row[column] + 1, diagonal + (byte == right[column] ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
