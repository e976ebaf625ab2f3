internal import Glibc

/// Standard output, which is buffered where it is a pipe.
enum Output {
    static func flush() { _ = fflush(nil) }
}
