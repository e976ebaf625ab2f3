internal import Synchronization

/// How much disk the stored media may take together: one listener's large files must not fill the disk that the queues are on.
package final class SpoolSpace: Sendable {
    /// What all of a process's media share.
    package static let ofProcess = SpoolSpace(bytes: 1 << 30)

    private let free: Atomic<Int>

    package init(bytes: Int) { free = Atomic(bytes) }

    /// False where there is too little left; nothing is taken then.
    func take(_ bytes: Int) -> Bool {
        guard free.wrappingSubtract(bytes, ordering: .relaxed).newValue < 0 else { return true }
        give(bytes)
        return false
    }

    func give(_ bytes: Int) { free.wrappingAdd(bytes, ordering: .relaxed) }
}
