internal import Synchronization

/// The child process that runs each part at the moment.
final class RunningChildren: Sendable {
    private let byPart = Mutex<[String: SupervisedProcess]>([:])

    func set(_ child: SupervisedProcess, for part: String) {
        byPart.withLock { $0[part] = child }
    }

    var children: [SupervisedProcess] { byPart.withLock { Array($0.values) } }
}
