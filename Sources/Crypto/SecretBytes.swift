internal import CSodium

/// Key material: one copy in memory that is wiped when the last reference goes, and that no log or error can print.
@safe
package final class SecretBytes: @unchecked Sendable {
    // Sendable: the memory is written only inside `init` and, when nobody holds a reference any more, in `deinit`.
    private let memory: UnsafeMutableBufferPointer<UInt8>

    package var count: Int { unsafe memory.count }

    /// Zero-filled memory of `count` bytes, handed once to `fill`.
    package init<Failure: Error>(
        count: Int, fill: (inout MutableSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        unsafe memory = .allocate(capacity: count)
        unsafe memory.initialize(repeating: 0)
        var span = unsafe MutableSpan(_unsafeElements: memory)
        try fill(&span)
    }

    /// A copy. The caller's own bytes are not wiped.
    package init(copying bytes: some Collection<UInt8>) {
        unsafe memory = .allocate(capacity: bytes.count)
        _ = unsafe memory.initialize(fromContentsOf: bytes)
    }

    /// Takes the bytes over and wipes the caller's array.
    package convenience init(wiping bytes: inout [UInt8]) {
        self.init(copying: bytes)
        SecretBytes.wipe(&bytes)
    }

    deinit {
        unsafe sodium_memzero(memory.baseAddress, memory.count)
        unsafe memory.deallocate()
    }

    /// Random bytes of the system's source.
    package static func random(count: Int) -> SecretBytes {
        SecretBytes(count: count) { RandomBytes.fill(&$0) }
    }

    /// The bytes, readable inside `body` only.
    package func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(memory.span)
    }

    /// Overwrites an array with zeros in a way the compiler may not remove, and empties it.
    package static func wipe(_ bytes: inout [UInt8]) {
        unsafe bytes.withUnsafeMutableBytes { unsafe sodium_memzero($0.baseAddress, $0.count) }
        bytes = []
    }

    /// Overwrites memory with zeros in a way the compiler may not remove.
    package static func wipe(_ bytes: inout MutableSpan<UInt8>) {
        unsafe bytes.withPointer { pointer, count in unsafe sodium_memzero(pointer, count) }
    }
}

extension SecretBytes: Equatable {
    /// In constant time for equal lengths.
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe sodium_memcmp(left.memory.baseAddress, right.memory.baseAddress, left.count) == 0
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
