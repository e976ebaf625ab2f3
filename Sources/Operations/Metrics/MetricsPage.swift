internal import Foundation
internal import Synchronization

/// The figures of a process in Prometheus' text format (version 0.0.4).
///
/// Counters and histograms are counted here; gauges are asked for when the page is read. Names and labels come from code only.
package final class MetricsPage: Sendable {
    package typealias Labels = MetricLabels

    private struct Series: Hashable {
        var name: String
        var labels: Labels
    }

    private struct Histogram {
        var buckets = Array(repeating: 0, count: MetricsPage.bounds.count)
        var count = 0
        var sum = 0.0

        mutating func add(_ seconds: Double, _ bucket: Int?) {
            if let bucket { buckets[bucket] += 1 }
            count += 1
            sum += seconds
        }
    }

    private struct State {
        var help: [String: (kind: String, text: String)] = [:]
        var counters: [Series: Double] = [:]
        var histograms: [Series: Histogram] = [:]
        var gauges: [(name: String, read: @Sendable () -> [(Labels, Double)])] = []
    }

    /// Upper bounds in seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10]

    private let state = Mutex(State())

    package init() {}

    /// Says what a name means; to be called once before its first use.
    package func describe(_ name: String, _ kind: String, _ text: String) {
        state.withLock { $0.help[name] = (kind, text) }
    }

    package func count(_ name: String, _ labels: Labels = [:], by amount: Double = 1) {
        state.withLock { $0.counters[Series(name: name, labels: labels), default: 0] += amount }
    }

    /// Counts a span of time in the histogram's buckets.
    package func observe(_ name: String, _ labels: Labels = [:], _ duration: Duration) {
        let seconds = duration / .seconds(1)
        let bucket = Self.bounds.firstIndex { seconds <= $0 }
        state.withLock { state in
            // In place: a copy of the buckets would be made, and freed, for every request.
            state.histograms[Series(name: name, labels: labels), default: Histogram()].add(seconds, bucket)
        }
    }

    /// `read` is called whenever the page is made, from any thread.
    package func gauge(
        _ name: String, _ text: String, kind: String = "gauge", _ read: @escaping @Sendable () -> [(Labels, Double)]
    ) {
        state.withLock { state in
            state.help[name] = (kind, text)
            state.gauges.append((name, read))
        }
    }

    package var text: String {
        let (help, counters, histograms, gauges) = state.withLock { ($0.help, $0.counters, $0.histograms, $0.gauges) }
        var lines: [String: [String]] = [:]
        for (series, value) in counters {
            lines[series.name, default: []].append(Self.line(series.name, series.labels, value))
        }
        for (series, histogram) in histograms {
            lines[series.name, default: []] += Self.lines(of: histogram, series)
        }
        for gauge in gauges {
            lines[gauge.name, default: []] += gauge.read().map { Self.line(gauge.name, $0.0, $0.1) }
        }
        return lines.sorted { $0.key < $1.key }.map { name, lines in
            let about = help[name].map { "# HELP \(name) \($0.text)\n# TYPE \(name) \($0.kind)\n" } ?? ""
            return about + lines.sorted().joined(separator: "\n") + "\n"
        }.joined()
    }

    private static func lines(of histogram: Histogram, _ series: Series) -> [String] {
        var total = 0
        var lines: [String] = []
        for (bound, count) in zip(bounds, histogram.buckets) {
            total += count
            lines.append(line(series.name + "_bucket", series.labels.adding("le", "\(bound)"), Double(total)))
        }
        lines.append(line(series.name + "_bucket", series.labels.adding("le", "+Inf"), Double(histogram.count)))
        lines.append(line(series.name + "_sum", series.labels, histogram.sum))
        lines.append(line(series.name + "_count", series.labels, Double(histogram.count)))
        return lines
    }

    private static func line(_ name: String, _ labels: Labels, _ value: Double) -> String {
        let pairs = labels.pairs.sorted { $0.name < $1.name }.map { "\($0.name)=\"\(escaped($0.value))\"" }
        let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
        return name + (pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") + " " + number
    }

    private static func escaped(_ value: String) -> String {
        value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\n", with: "\\n")
    }
}
