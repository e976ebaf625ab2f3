internal import CPOSIX
internal import Glibc

/// What a descriptor is, or is to be, ready for. Errors and hang-ups count as readable.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32
    package static let readable = Readiness(rawValue: UInt32(cposix_readable))
    package static let writable = Readiness(rawValue: UInt32(cposix_writable))

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

/// Waits for many descriptors on one thread, at a cost that does not grow with those that rest (epoll).
///
/// All but `wake` belong to one thread. A descriptor that is closed is no longer watched.
@safe
package final class DescriptorWatch: @unchecked Sendable {
    // Sendable: other threads use only `wake`, which writes to a descriptor; `ready` belongs to the one that waits.
    private static let capacity = 64
    /// Nobody else's tag: those are descriptors or count up from 1.
    private static let wakeTag = UInt64.max

    private let epoll: Int32
    private let wakeup: Int32
    private let ready: UnsafeMutablePointer<cposix_ready>

    /// Nil when the process has no descriptors left.
    package init?() {
        let epoll = cposix_epoll_make()
        let wakeup = cposix_make_wakeup()
        guard epoll >= 0, wakeup >= 0 else {
            if epoll >= 0 { close(epoll) }
            if wakeup >= 0 { close(wakeup) }
            return nil
        }
        self.epoll = epoll
        self.wakeup = wakeup
        unsafe ready = .allocate(capacity: Self.capacity)
        cposix_epoll_watch(epoll, wakeup, Readiness.readable.rawValue, Self.wakeTag)
    }

    deinit {
        unsafe ready.deallocate()
        close(wakeup)
        close(epoll)
    }

    /// Waits for these events of `descriptor` from now on, instead of what was asked before. Empty: for none.
    package func watch(_ descriptor: Int32, for events: Readiness, tag: UInt64) {
        cposix_epoll_watch(epoll, descriptor, events.rawValue, tag)
    }

    /// Waits at most `milliseconds`, -1 for as long as it takes, and hands out what became ready.
    package func wait(milliseconds: Int32, _ body: (_ tag: UInt64, Readiness) -> Void) {
        let count = unsafe cposix_epoll_wait(epoll, ready, Int32(Self.capacity), milliseconds)
        for index in 0..<Int(count) {
            let event = unsafe ready[index]
            if event.tag == Self.wakeTag {
                var wakes: UInt64 = 0
                _ = unsafe read(wakeup, &wakes, MemoryLayout<UInt64>.size)
            } else {
                body(event.tag, Readiness(rawValue: event.events))
            }
        }
    }

    /// Ends the present or the next `wait`. From any thread.
    package func wake() {
        var one: UInt64 = 1
        // Fails only when it is already signalled 2^64 times.
        _ = unsafe write(wakeup, &one, MemoryLayout<UInt64>.size)
    }

    /// What to wait until `deadline`, in whole milliseconds.
    package static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        let left = (ContinuousClock.now.duration(to: deadline) / .milliseconds(1)).rounded(.up)
        return Int32(min(max(left, 0), 60_000))
    }
}
