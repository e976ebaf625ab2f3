import DiscordTypes
import Jobs
import Synchronization

@testable import Web

/// The voice node's end of the page about a room's rules.
final class FakeRooms: Sendable {
    struct IsAway: Error {}

    private struct State {
        var rules = RoomSettings()
        var changes: [RoomChange] = []
        var isAway = false
    }

    private let state = Mutex(State())

    var changes: [RoomChange] { state.withLock { $0.changes } }

    func set(_ rules: RoomSettings) { state.withLock { $0.rules = rules } }

    func goAway() { state.withLock { $0.isAway = true } }

    var asked: ServerRooms {
        ServerRooms(
            rules: { _, _, _ in try self.read() },
            change: { change, _, _, _ in
                try self.state.withLock { state in
                    guard !state.isAway else { throw IsAway() }
                    state.changes.append(change)
                    return state.rules
                }
            },
            names: { _ in
                RoomNames(
                    roles: [(RoleID(70), "DJs <b>"), (RoleID(71), "Singers")], channels: [(ChannelID(80), "music")])
            })
    }

    private func read() throws -> RoomSettings {
        try state.withLock { state in
            guard !state.isAway else { throw IsAway() }
            return state.rules
        }
    }
}
