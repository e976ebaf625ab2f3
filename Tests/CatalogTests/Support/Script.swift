import Foundation

@testable import Catalog

/// A program of an operator's, written for a test.
enum Script {
    static func program(_ lines: String, arguments: [String] = []) throws -> SoundProgram {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("program-\(UUID().uuidString)").path
        try Data("#!/bin/sh\n\(lines)\n".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return SoundProgram(path: path, arguments: arguments)
    }
}
