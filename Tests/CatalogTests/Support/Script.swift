import Foundation

@testable import Catalog

/// A program of an operator's, written for a test.
enum Script {
    static func program(_ lines: String, arguments: [String] = []) throws -> SoundProgram {
        SoundProgram(path: try file("#!/bin/sh\n\(lines)\n"), arguments: arguments)
    }

    /// The path of an executable file with this text.
    static func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("program-\(UUID().uuidString)").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return path
    }
}
