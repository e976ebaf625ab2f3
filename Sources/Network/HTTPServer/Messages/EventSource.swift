/// A sequence of events with its type erased: it writes itself into the buffer of the connection that it is for.
package struct EventSource: Sendable {
    let bufferLimit: Int
    let write: @Sendable (EventBuffer) async throws -> Void

    init<Events: AsyncSequence & Sendable>(_ events: Events, bufferLimit: Int)
    where Events.Element == ServerSentEvent {
        self.bufferLimit = bufferLimit
        write = { buffer in
            for try await event in events {
                guard await buffer.append(event.encoded) else { return }
            }
        }
    }
}
