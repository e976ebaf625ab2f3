internal import CPOSIX
internal import Foundation

/// How many parts the heap has.
enum MallocArenas {
    /// One for each core instead of glibc's eight: with hundreds of threads that sleep most of the time, what is free in one part
    /// is of no use to whoever allocates in another.
    static func limit() {
        cposix_limit_malloc_arenas(Int32(clamping: max(2, ProcessInfo.processInfo.processorCount)))
    }
}
