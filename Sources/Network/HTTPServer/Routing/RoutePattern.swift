/// A path with placeholders: `/v1/guilds/{guild}/jobs`, or `/static/{path...}`, whose last segment takes the rest.
struct RoutePattern: Sendable {
    enum Segment: Sendable, Equatable {
        case literal(String)
        case value(String)
        case rest(String)
    }

    let text: String
    let segments: [Segment]

    /// Patterns are written in code, so a malformed one is a mistake of the programmer.
    init(_ text: String) {
        precondition(text.hasPrefix("/"), "a pattern starts with a slash: \(text)")
        self.text = text
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        segments = parts.enumerated().map { index, part in
            guard part.hasPrefix("{") else { return .literal(String(part)) }
            precondition(part.hasSuffix("}") && part.count > 2, "malformed placeholder in \(text)")
            let name = part.dropFirst().dropLast()
            guard name.hasSuffix("...") else { return .value(String(name)) }
            precondition(index == parts.count - 1, "only the last placeholder takes the rest: \(text)")
            return .rest(String(name.dropLast(3)))
        }
    }

    var isLiteral: Bool {
        segments.allSatisfy { if case .literal = $0 { true } else { false } }
    }

    /// Whether both match the same paths.
    func overlaps(_ other: RoutePattern) -> Bool {
        segments.elementsEqual(other.segments) { left, right in
            switch (left, right) {
            case (.literal(let left), .literal(let right)): left == right
            case (.value, .value), (.rest, .rest): true
            default: false
            }
        }
    }

    /// The values of the placeholders, nil if the path is another. `rest` values keep their slashes.
    func match(_ path: [String]) -> [(name: String, value: String)]? {
        var values: [(name: String, value: String)] = []
        for (index, segment) in segments.enumerated() {
            switch segment {
            case .rest(let name):
                guard index < path.count else { return nil }
                values.append((name, path[index...].joined(separator: "/")))
                return values
            case .literal(let literal):
                guard index < path.count, path[index] == literal else { return nil }
            case .value(let name):
                guard index < path.count, !path[index].isEmpty else { return nil }
                values.append((name, path[index]))
            }
        }
        return path.count == segments.count ? values : nil
    }
}
