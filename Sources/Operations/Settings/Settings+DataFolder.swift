internal import Foundation

extension Settings {
    /// Refuses where the data folder has no such database. An operator's command makes none: in an empty folder it would decide
    /// about a bot that nobody runs, while the one that was meant goes on as before. The bot makes them when it starts.
    func demandDatabase(_ name: String) throws(SettingsError) {
        let folder = dataDirectory.path
        guard !FileManager.default.fileExists(atPath: dataDirectory.appendingPathComponent(name).path) else { return }
        let isClosed =
            FileManager.default.fileExists(atPath: folder) && !FileManager.default.isExecutableFile(atPath: folder)
        throw isClosed ? .closedDataFolder(folder) : .noDatabase(name, folder: folder)
    }
}
