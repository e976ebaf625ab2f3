/// Why the settings can't be used. The description is the one line that is shown.
package enum SettingsError: Error, Equatable {
    case missing(SettingName, purpose: String)
    case malformed(SettingName, expected: String)
    case unknown(String, similar: String?)
    case unreadableFile(String, reason: String)
    case malformedLine(file: String, line: Int)
    case incompletePair(SettingName, SettingName)
    /// The vault's keys; the text says what is wrong with them.
    case unusableKeys(String)
    /// Nothing was made in its place.
    case noDatabase(String, folder: String)
    case closedDataFolder(String)
}

extension SettingsError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let name, let purpose): "\(name.rawValue) is not set: it is needed \(purpose)."
        case .malformed(let name, let expected): "\(name.rawValue) is malformed: expected \(expected)."
        case .unknown(let name, let similar):
            similar.map { "\(name) is no setting. Did you mean \($0)?" }
                ?? "\(name) is no setting. README.md lists those there are."
        case .unreadableFile(let path, let reason): "The file \(path) can't be read: \(reason)."
        case .malformedLine(let file, let line): "\(file), line \(line): expected NAME=value."
        case .unusableKeys(let reason): "\(reason.prefix(1).uppercased() + reason.dropFirst())."
        case .noDatabase(let name, let folder):
            """
            There is no \(name) in \(folder), so no bot has run with that folder. \(SettingName.dataDirectory.rawValue) names \
            another one; a new bot makes it at its first start. Nothing was changed.
            """
        case .closedDataFolder(let folder):
            "This user may not look into \(folder). Run the command as the user that the bot runs as. Nothing was changed."
        case .incompletePair(let given, let needed): "\(given.rawValue) is set, but \(needed.rawValue) is not."
        }
    }
}
