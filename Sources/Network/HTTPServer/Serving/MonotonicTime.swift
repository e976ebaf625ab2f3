internal import CPOSIX

/// Nanoseconds of the machine's monotonic clock, as the deadlines of connections need them: one word, atomically.
enum MonotonicTime {
    static let never = Int64.max

    static var now: Int64 { cposix_monotonic_ns() }
}

extension Duration {
    /// Whole nanoseconds; durations of centuries are cut to what fits.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow || whole > Int64.max / 2 ? Int64.max / 2 : whole + attoseconds / 1_000_000_000
    }
}
