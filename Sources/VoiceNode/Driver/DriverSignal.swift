internal import CPOSIX
internal import Synchronization

/// Wakes one thread that rests until there is something to do. Posting neither locks nor allocates.
@safe
final class DriverSignal: @unchecked Sendable {
    // Sendable: the semaphore is made for use by several threads, and the pointer never changes.
    private let semaphore: UnsafeMutablePointer<cposix_semaphore>
    private let isWaiting = Atomic<Bool>(false)

    init() {
        unsafe semaphore = .allocate(capacity: 1)
        unsafe cposix_semaphore_make(semaphore)
    }

    deinit {
        unsafe cposix_semaphore_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Rests until a post, unless `isReady` says that there is something to do. Only one thread waits.
    func wait(unless isReady: () -> Bool) {
        isWaiting.store(true, ordering: .sequentiallyConsistent)
        // A poster that took the flag has posted: its post must be consumed, or the next wait would return at once.
        if isReady(), isWaiting.exchange(false, ordering: .sequentiallyConsistent) { return }
        unsafe cposix_semaphore_wait(semaphore)
    }

    /// Wakes the thread if it rests.
    func postIfWaiting() {
        guard isWaiting.load(ordering: .sequentiallyConsistent),
            isWaiting.exchange(false, ordering: .sequentiallyConsistent)
        else { return }
        unsafe cposix_semaphore_post(semaphore)
    }
}
