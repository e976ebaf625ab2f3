/// Child tasks of a component's `run()`: added from anywhere, awaited when it ends.
struct TaskPool: Sendable {
    typealias Work = @Sendable () async -> Void

    private let stream: AsyncStream<Work>
    private let continuation: AsyncStream<Work>.Continuation

    private let cancelsAtEnd: Bool

    /// `cancelsAtEnd`: whether `finish` cancels the tasks that still run, or waits for them.
    init(cancelsAtEnd: Bool = true) {
        self.cancelsAtEnd = cancelsAtEnd
        // Not bounded by itself: what is added are timers and sockets, and the machines have few of each.
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Starts `work` if the pool runs, or once it does. After `finish` it is not started.
    func add(_ work: @escaping Work) {
        continuation.yield(work)
    }

    /// Lets `run` end.
    func finish() {
        continuation.finish()
    }

    /// Runs until `finish` or cancellation, and until every task has ended.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await work in stream { group.addTask { await work() } }
            if cancelsAtEnd { group.cancelAll() }
        }
    }
}
