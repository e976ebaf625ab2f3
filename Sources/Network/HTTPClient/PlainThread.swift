internal import CPOSIX
internal import Glibc

/// A thread of its own for a loop that blocks, outside Swift's concurrency pool.
package enum PlainThread {
    /// Runs `body` on a new detached thread with every signal blocked, so that signals reach the main thread and a
    /// broken pipe stays an error code. `stackSize` in bytes; 0 for the system's own. False when the system has no thread
    /// to give; `body` then never runs.
    package static func start(name: String, stackSize: Int = 0, _ body: @escaping @Sendable () -> Void) -> Bool {
        let work = Work(name: name, body: body)
        // Released at the start of `threadMain`, or below if there is no thread.
        let context = unsafe Unmanaged.passRetained(work)
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        if stackSize > 0 { unsafe pthread_attr_setstacksize(&attributes, stackSize) }
        guard unsafe pthread_create(&thread, &attributes, threadMain, context.toOpaque()) == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    fileprivate final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

private func threadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    let work = unsafe Unmanaged<PlainThread.Work>.fromOpaque(context).takeRetainedValue()
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    unsafe cposix_set_thread_name(work.name)
    work.body()
    return nil
}
