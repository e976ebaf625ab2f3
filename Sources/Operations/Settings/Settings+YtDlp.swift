internal import Foundation

extension Settings {
    /// How pages of sites are looked up.
    package struct YtDlp: Sendable, Equatable {
        package var python: String
        package var workers: Int
        /// `node` or `deno`.
        package var runtimeName: String
        /// Empty: the one that comes with the Python.
        package var runtime: String
        package var proxy: String
        package var ipv6Range: String
        package var plugins: String
        /// Extractor, then argument, then values.
        package var extractorArguments: [String: [String: [String]]]

        init(_ reader: SettingsReader, directory: URL) throws {
            python = try reader.required(.ytDlpPython, "a program") {
                URL(fileURLWithPath: $0, relativeTo: directory).path
            }
            workers = try reader.required(.ytDlpWorkers, "a number from 1 to 16") { text in
                Int(text).flatMap { (1...16).contains($0) ? $0 : nil }
            }
            let runtime = try reader.required(.ytDlpRuntime, "node or deno, with its path behind a colon", Self.runtime)
            (runtimeName, self.runtime) = (runtime.name, runtime.path)
            proxy = try reader.optional(.ytDlpProxy, "an address such as socks5://host:1080", Self.proxy) ?? ""
            ipv6Range =
                try reader.optional(.ytDlpIPv6Range, "a range such as 2001:db8::/64") { text in
                    text.contains(":") && text.contains("/") ? text : nil
                } ?? ""
            plugins =
                try reader.optional(.ytDlpPlugins, "a folder") {
                    URL(fileURLWithPath: $0, relativeTo: directory).path
                } ?? ""
            extractorArguments =
                try reader.optional(
                    .ytDlpExtractorArguments, "extractor:name=value;name=value, separated by blanks", Self.arguments)
                ?? [:]
        }

        private static func runtime(_ text: String) -> (name: String, path: String)? {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard let name = parts.first, ["node", "deno"].contains(name) else { return nil }
            return (name, parts.count == 2 ? parts[1] : "")
        }

        private static func proxy(_ text: String) -> String? {
            ["http://", "https://", "socks5://", "socks5h://"].contains { text.hasPrefix($0) } ? text : nil
        }

        /// As yt-dlp's own option `--extractor-args` spells them.
        private static func arguments(_ text: String) -> [String: [String: [String]]]? {
            var found: [String: [String: [String]]] = [:]
            for extractor in text.split(separator: " ") {
                let parts = extractor.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { return nil }
                for argument in parts[1].split(separator: ";") {
                    let sides = argument.split(separator: "=", maxSplits: 1).map(String.init)
                    guard sides.count == 2 else { return nil }
                    found[parts[0].lowercased(), default: [:]][sides[0]] = sides[1].split(separator: ",").map(
                        String.init)
                }
            }
            return found
        }
    }
}
