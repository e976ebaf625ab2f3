/// The labels of one series, written as a dictionary. Two that name the same in another order are two: each is written in one place.
///
/// A list, since each request has some of its counters looked up, and a dictionary as key is hashed pair by pair.
package struct MetricLabels: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    struct Pair: Hashable {
        var name: String
        var value: String
    }

    static let unlabelled: MetricLabels = [:]

    var pairs: [Pair]

    package init(dictionaryLiteral labels: (String, String)...) {
        pairs = labels.map { Pair(name: $0.0, value: $0.1) }
    }

    func adding(_ name: String, _ value: String) -> MetricLabels {
        var longer = self
        longer.pairs.append(Pair(name: name, value: value))
        return longer
    }
}
