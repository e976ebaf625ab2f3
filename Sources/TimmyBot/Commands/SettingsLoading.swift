internal import ArgumentParser
internal import Foundation
internal import Logging
internal import Operations

extension Settings {
    /// The settings of this process. Wrong ones end it with one line and a status that says: starting again won't help.
    static func load() throws -> Settings {
        do {
            return try Settings(
                environment: ProcessInfo.processInfo.environment,
                directory: URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true))
        } catch let error as SettingsError {
            throw error.exit
        }
    }

    /// A logger for one part, in the format and at the level that are set.
    func logger(_ part: String) -> Logger {
        var logger = Logger(label: part) { label in
            LineLogHandler(label: label, format: logFormat == .json ? .json : .text, level: logLevel)
        }
        logger.logLevel = logLevel
        return logger
    }
}

extension SettingsError {
    /// Says what is wrong and ends the process with `Supervisor.hopelessStatus`.
    var exit: ExitCode { .hopeless("\(self)") }
}

extension ExitCode {
    /// Says what only a person can mend, and ends the process with `Supervisor.hopelessStatus`.
    static func hopeless(_ reason: String) -> ExitCode {
        FileHandle.standardError.write(Data("timmybot: \(reason)\n".utf8))
        return ExitCode(Supervisor.hopelessStatus)
    }
}
