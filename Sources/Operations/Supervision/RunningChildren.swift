internal import Synchronization

/// The child process that runs each part at the moment.
final class RunningChildren: Sendable {
    private let byPart = Mutex<[String: ChildProcess]>([:])

    func set(_ child: ChildProcess, for part: String) {
        byPart.withLock { $0[part] = child }
    }

    var children: [ChildProcess] { byPart.withLock { Array($0.values) } }
}
