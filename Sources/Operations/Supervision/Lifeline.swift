internal import Foundation

/// The child's side of the pipe that ends with its parent.
package enum Lifeline {
    static let variable = "TIMMYBOT_LIFELINE"

    /// Returns when the parent is gone, or when the task is cancelled. Never else where this process was not started by
    /// `timmybot up`.
    package static func parentEnded() async {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        if ProcessInfo.processInfo.environment[variable] == "stdin" {
            // A plain thread, since the read blocks for as long as the parent lives.
            Thread.detachNewThread {
                while !FileHandle.standardInput.availableData.isEmpty {}
                end.finish()
            }
        }
        for await _ in ended {}
        withExtendedLifetime(end) {}
    }
}
