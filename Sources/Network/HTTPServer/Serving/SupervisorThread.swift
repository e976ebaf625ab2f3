internal import CPOSIX
internal import Glibc

/// Runs the supervisor on a thread of its own, because it waits in poll(2).
final class SupervisorThread: Sendable {
    private let engine: Engine
    private let daemon: Daemon
    private let listener: ListeningSocket
    private let finished: @Sendable () -> Void

    init(engine: Engine, daemon: Daemon, listener: ListeningSocket, finished: @escaping @Sendable () -> Void) {
        self.engine = engine
        self.daemon = daemon
        self.listener = listener
        self.finished = finished
    }

    func start() {
        // Released on the new thread.
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, nil, supervise, context)
        // Without this thread no deadline would hold; only a process at its limits gets here.
        precondition(code == 0, "no thread for the HTTP server: errno \(code)")
        pthread_detach(thread)
    }

    fileprivate func run() {
        unsafe cposix_set_thread_name("http-supervisor")
        var supervisor = Supervisor(engine: engine, daemon: daemon, listener: listener)
        supervisor.run()
        finished()
    }
}

private func supervise(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context {
        unsafe Unmanaged<SupervisorThread>.fromOpaque(context).takeRetainedValue().run()
    }
    return nil
}
