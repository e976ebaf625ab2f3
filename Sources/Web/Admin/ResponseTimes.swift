internal import Synchronization

/// How long answers to commands took of late, and how many failed.
package final class ResponseTimes: Sendable {
    package struct Figures: Sendable, Hashable {
        package var count: Int
        package var errors: Int
        /// Milliseconds; nil where there was none.
        package var median: Int?
        package var p99: Int?
    }

    private struct Sample {
        var at: Int64
        var milliseconds: Int
        var isError: Bool
    }

    private static let hour: Int64 = 3_600_000
    private static let capacity = 4096

    private let now: @Sendable () -> Int64
    private let samples = Mutex<[Sample]>([])
    private let next = Atomic(0)

    /// `now` tells milliseconds since 1970-01-01 UTC.
    package init(now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    /// Counts one answer. The latest few thousand are kept.
    package func record(_ duration: Duration, isError: Bool) {
        let sample = Sample(at: now(), milliseconds: Int(duration / .milliseconds(1)), isError: isError)
        let place = next.wrappingAdd(1, ordering: .relaxed).oldValue % Self.capacity
        samples.withLock { samples in
            if samples.count < Self.capacity { samples.append(sample) } else { samples[place] = sample }
        }
    }

    /// Of the last hour.
    package var lastHour: Figures {
        let since = now() - Self.hour
        let recent = samples.withLock { $0.filter { $0.at > since } }
        let sorted = recent.map(\.milliseconds).sorted()
        func quantile(_ share: Double) -> Int? {
            sorted.isEmpty ? nil : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        }
        return Figures(
            count: recent.count, errors: recent.filter(\.isError).count, median: quantile(0.5), p99: quantile(0.99))
    }
}
