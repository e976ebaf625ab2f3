import Foundation

/// The servers of `Servers/websocket_servers.py` as a child process, which ends with this one.
actor PythonServers {
    struct Ports: Decodable {
        var plain: UInt16
        var secure: UInt16
        var aiohttp: UInt16
        var authority: String
    }

    enum Failure: Error { case noAnswer }

    static let shared = PythonServers()

    /// `TIMMYBOT_PYTHON`, else the virtual environment at the package's root.
    static let python: String? = {
        if let named = ProcessInfo.processInfo.environment["TIMMYBOT_PYTHON"] { return named }
        let path = root.appending(path: ".venv/bin/python").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let root = folder.deletingLastPathComponent().deletingLastPathComponent()

    private var process: Process?
    private var lifeline: Pipe?
    private var started: Ports?

    func ports() throws -> Ports {
        if let started { return started }
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(filePath: Self.python ?? "")
        process.arguments = [Self.folder.appending(path: "Servers/websocket_servers.py").path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(0x0A) {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { throw Failure.noAnswer }
            line += part
        }
        let ports = try JSONDecoder().decode(Ports.self, from: line)
        (self.process, lifeline, started) = (process, input, ports)
        return ports
    }
}
