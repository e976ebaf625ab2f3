internal import Synchronization

/// Plain values on their way from many threads to one, or from one to one, without a lock on the reading side.
///
/// Writers take turns at a mutex; the reader never waits. The storage is made once.
@safe
final class CommandRing<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Sendable: a slot is written under `writers` before `written` moves past it and read before `read` does.
    private let slots: UnsafeMutablePointer<Element>
    private let capacity: Int
    private let written = Atomic<Int>(0)
    private let read = Atomic<Int>(0)
    private let writers = Mutex(())

    init(capacity: Int) {
        self.capacity = capacity
        unsafe slots = .allocate(capacity: capacity)
    }

    deinit {
        unsafe slots.deallocate()
    }

    /// How many elements fit now. Exact for a single writer; for the reader a lower bound.
    var room: Int { capacity - (written.load(ordering: .acquiring) - read.load(ordering: .acquiring)) }

    /// Whether something waits to be taken.
    var holdsElements: Bool { written.load(ordering: .sequentiallyConsistent) != read.load(ordering: .relaxed) }

    /// Appends from any thread. False if the ring is full; then nothing was appended.
    func send(_ element: Element) -> Bool {
        writers.withLock { _ in append(element) }
    }

    /// Appends without taking turns: for the one and only writer of this ring. False if the ring is full.
    func append(_ element: Element) -> Bool {
        let end = written.load(ordering: .relaxed)
        guard end - read.load(ordering: .acquiring) < capacity else { return false }
        unsafe (slots + end % capacity).initialize(to: element)
        written.store(end + 1, ordering: .sequentiallyConsistent)
        return true
    }

    /// Takes the oldest element. Only the reader calls it.
    func take() -> Element? {
        let start = read.load(ordering: .relaxed)
        guard written.load(ordering: .acquiring) != start else { return nil }
        let element = unsafe slots[start % capacity]
        read.store(start + 1, ordering: .releasing)
        return element
    }
}
