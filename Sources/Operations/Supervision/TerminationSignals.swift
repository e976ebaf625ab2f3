internal import Dispatch
internal import Foundation

/// SIGTERM and SIGINT as something to wait for, instead of the end of the process.
package final class TerminationSignals: Sendable {
    private let received: AsyncStream<Int32>
    // Never changed nor read after `init`: held so that the sources stay active.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    package init(_ signals: [Int32] = [SIGTERM, SIGINT]) {
        let (received, receive) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(8))
        self.received = received
        unsafe sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { receive.yield(number) }
            source.activate()
            return source
        }
    }

    /// Returns at the first of them, or when the task is cancelled.
    package func first() async {
        for await _ in received { return }
    }

    /// Each of them as it arrives.
    package var all: AsyncStream<Int32> { received }
}
