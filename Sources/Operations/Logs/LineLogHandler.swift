internal import Foundation
package import Logging

/// Writes one line per message to standard error, for people or as JSON for machines.
///
/// Control characters in messages and metadata are escaped, so that nothing that comes from outside can forge a line.
package struct LineLogHandler: LogHandler {
    package enum Format: Sendable {
        /// `2026-01-31T12:00:00.000Z INFO voice-node: joined [guild: 1]`
        case text
        case json
    }

    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Format
    private let write: @Sendable (String) -> Void

    /// `write` gets whole lines, ended with a line feed, from any thread.
    package init(
        label: String, format: Format, level: Logger.Level,
        write: @escaping @Sendable (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
    ) {
        self.label = label
        self.format = format
        self.write = write
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
        let time = Date().formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
        let message = Self.escaped("\(event.message)")
        switch format {
        case .text:
            let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key): \(Self.escaped("\($0.value)"))" }
            let suffix = pairs.isEmpty ? "" : " [\(pairs.joined(separator: ", "))]"
            write("\(time) \(event.level.rawValue.uppercased()) \(label): \(message)\(suffix)\n")
        case .json:
            var line = ["time": time, "level": event.level.rawValue, "part": label, "message": "\(event.message)"]
            for (key, value) in all { line["_" + key] = "\(value)" }
            write(Self.json(line) + "\n")
        }
    }

    private static func json(_ line: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return #"{"message":"a line could not be encoded"}"# }
        return String(decoding: data, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        return text.unicodeScalars.reduce(into: "") { line, scalar in
            if scalar.properties.generalCategory == .control {
                line += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
    }
}
