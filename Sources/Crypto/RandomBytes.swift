internal import CSodium

/// Unpredictable bytes from the operating system.
package enum RandomBytes {
    package static func make(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        fill(&span)
        return bytes
    }

    package static func fill(_ bytes: inout MutableSpan<UInt8>) {
        Sodium.start()
        unsafe bytes.withPointer { pointer, count in unsafe randombytes_buf(pointer, count) }
    }
}
