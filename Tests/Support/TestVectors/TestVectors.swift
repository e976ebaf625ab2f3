internal import FoundationEssentials

/// Published test vectors, kept outside the repository: in `TIMMYBOT_VECTORS_DIR`, else in `../shared/vectors`.
package enum TestVectors {
    private static let configured = ProcessInfo.processInfo.environment["TIMMYBOT_VECTORS_DIR"]

    private static let directory: URL = {
        if let configured { return URL(filePath: configured) }
        let root = URL(filePath: #filePath).appending(path: "../../../..")
        return root.appending(path: "../shared/vectors").standardizedFileURL
    }()

    /// Whether tests of vectors can run. True also where the folder was named but is absent, so that they fail then.
    package static var areExpected: Bool {
        configured != nil || FileManager.default.fileExists(atPath: directory.path())
    }

    /// Decodes a file, its keys turned from `snake_case` to `camelCase`.
    package static func load<Contents: Decodable>(_ path: String, as type: Contents.Type) throws -> Contents {
        let data = try Data(contentsOf: directory.appending(path: path))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: data)
    }
}
