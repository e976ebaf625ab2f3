package import Access
package import DiscordTypes
internal import Foundation
internal import Logging
package import Storage
internal import Text

/// `timmybot servers`: the allowlist from the terminal, with plain answers.
package struct ServersTerminal: Sendable {
    package enum Failure: Error, CustomStringConvertible {
        case refused(GuildID, ServerState?)
        case full(cap: Int)

        package var description: String {
            switch self {
            case .refused(let guild, nil): "Server \(guild) is not known: nothing was changed."
            case .refused(let guild, let state?): "Server \(guild) is \(state.rawValue): nothing was changed."
            case .full(let cap):
                "\(cap) servers are approved, which is as many as may be (TIMMYBOT_MAX_SERVERS): nothing was changed."
            }
        }
    }

    private let register: ServerRegister
    private let write: @Sendable (String) -> Void

    package init(register: ServerRegister, write: @escaping @Sendable (String) -> Void) {
        self.register = register
        self.write = write
    }

    /// Over the data folder's store, which must be there; answers go to standard output.
    package static func open(_ settings: Settings) async throws -> ServersTerminal {
        try settings.demandDatabase(SQLiteAccessStore.fileName)
        let configuration = SQLiteConfiguration(directory: settings.dataDirectory.path)
        let store = try await SQLiteAccessStore(configuration, logger: Logger(label: "servers"))
        let operatorSettings = OperatorSettings(store: store, maximumServers: settings.maximumServers)
        let register = ServerRegister(
            store: store, cap: { () throws(StoreError) in try await operatorSettings.maximumServers() },
            now: configuration.now)
        return ServersTerminal(register: register) { line in
            FileHandle.standardOutput.write(Data((line + "\n").utf8))
        }
    }

    package func list(_ state: ServerState?) async throws {
        var count = 0
        var last: GuildID?
        while case let servers = try await register.servers(in: state, after: last), !servers.isEmpty {
            for server in servers { write(Self.line(server)) }
            count += servers.count
            last = servers.last?.guild
        }
        if count == 0 {
            write(
                state.map { "No server is \($0.rawValue)." }
                    ?? "No server yet. `timmybot servers approve ID` lets one in.")
        }
    }

    package func approve(_ guild: GuildID, reason: String?, name: String?) async throws {
        try report(try await register.approve(guild, by: Self.operatorAtTerminal, reason: reason, name: name), guild)
    }

    package func revoke(_ guild: GuildID, reason: String?) async throws {
        try report(try await register.revoke(guild, by: Self.operatorAtTerminal, reason: reason), guild)
    }

    package func history(_ guild: GuildID) async throws {
        let entries = try await register.history(of: guild)
        if entries.isEmpty { write("Nothing was decided about server \(guild).") }
        for entry in entries {
            let reason = entry.reason.map { ", because: \(StrangerText.line($0, limit: 500))" } ?? ""
            write("\(Self.time(entry.at))  \(entry.action) by \(entry.actor)\(reason)")
        }
    }

    private func report(_ result: ServerRegister.Result, _ guild: GuildID) throws {
        switch result {
        case .changed(let server): write("Server \(guild) is now \(server.state.rawValue).")
        case .unchanged(let server): write("Server \(guild) is \(server.state.rawValue) already.")
        case .refused(let state): throw Failure.refused(guild, state)
        case .full(let cap): throw Failure.full(cap: cap)
        }
    }

    private static var operatorAtTerminal: DecisionMaker {
        .terminal(account: ProcessInfo.processInfo.environment["USER"] ?? NSUserName())
    }

    private static func line(_ server: ServerRecord) -> String {
        let when = server.decidedAt.map { "  since \(time($0))" } ?? ""
        return "\(server.guild)  \(server.state.rawValue)\(when)  \(StrangerText.line(server.name ?? "", limit: 100))"
    }

    private static func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }
}
