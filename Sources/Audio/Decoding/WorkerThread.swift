internal import CPOSIX
internal import Glibc

/// A plain thread that runs one function. Signals of broken pipes do not reach it: its writes fail instead.
final class WorkerThread {
    private var thread: pthread_t?

    /// `name` is kept to 15 bytes by the kernel.
    init(_ name: String, _ body: @escaping @Sendable () -> Void) throws(TrackError) {
        let work = Work(name: name, body: body)
        var thread = pthread_t()
        // Released in the thread's first step.
        let context = unsafe Unmanaged.passRetained(work)
        let code = unsafe pthread_create(&thread, nil, runWork, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw .system(call: "pthread_create", code: code)
        }
        self.thread = thread
    }

    /// Waits for the function's end. The first call counts.
    func join() {
        guard let thread else { return }
        pthread_join(thread, nil)
        self.thread = nil
    }

    deinit { join() }

    fileprivate final class Work {
        private let name: String
        private let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        func run() {
            unsafe cposix_set_thread_name(name)
            var blocked = sigset_t()
            unsafe sigemptyset(&blocked)
            unsafe sigaddset(&blocked, SIGPIPE)
            unsafe pthread_sigmask(SIG_BLOCK, &blocked, nil)
            body()
        }
    }
}

private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<WorkerThread.Work>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
