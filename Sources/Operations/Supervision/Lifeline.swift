internal import Foundation

/// The child's side of the pipe that ends with its parent.
package enum Lifeline {
    static let variable = "TIMMYBOT_LIFELINE"

    /// Returns when the parent is gone; never where this process was not started by `timmybot up`.
    package static func parentEnded() async {
        guard ProcessInfo.processInfo.environment[variable] == "stdin" else {
            return await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in }
        }
        await withCheckedContinuation { continuation in
            // A plain thread, since the read blocks for as long as the parent lives.
            Thread.detachNewThread {
                while !FileHandle.standardInput.availableData.isEmpty {}
                continuation.resume()
            }
        }
    }
}
