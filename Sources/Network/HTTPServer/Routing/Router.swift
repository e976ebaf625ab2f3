/// Finds the handler for a request: by path first, then by method.
///
/// A literal path beats one with placeholders; among those the one added first wins. HEAD is answered by the GET
/// handler, whose body libmicrohttpd leaves out. A path that only other methods have gives 405 with Allow.
package struct Router: Sendable {
    /// Runs on one of the server's threads up to its first suspension: what computes long or blocks belongs on an
    /// executor of its own. It is cancelled when its answer can't be used any more. A thrown `HTTPError` becomes
    /// its status; any other error becomes 500 and is logged.
    package typealias Handler = @Sendable (Request) async throws -> Response

    private struct Route: Sendable {
        let pattern: RoutePattern
        var handlers: [(method: Method, handler: Handler)]

        func handler(for method: Method) -> Handler? {
            if let exact = handlers.first(where: { $0.method == method }) { return exact.handler }
            return method == .head ? handlers.first { $0.method == .get }?.handler : nil
        }

        var allow: String {
            var names = Set(handlers.map(\.method.name))
            if names.contains("GET") { names.insert("HEAD") }
            return names.sorted().joined(separator: ", ")
        }
    }

    private enum Match {
        case found(Handler, pattern: String, [(name: String, value: String)])
        case answer(Response)
    }

    private var literal: [String: Route] = [:]
    private var others: [Route] = []

    package init() {}

    /// Adds a handler. Two for the same path and method are a mistake of the programmer.
    package mutating func on(_ method: Method, _ path: String, _ handler: @escaping Handler) {
        let pattern = RoutePattern(path)
        if pattern.isLiteral {
            literal[path] = adding(method, handler, to: literal[path] ?? Route(pattern: pattern, handlers: []))
        } else if let index = others.firstIndex(where: { $0.pattern.overlaps(pattern) }) {
            precondition(others[index].pattern.text == path, "\(path) and \(others[index].pattern.text) are one path")
            others[index] = adding(method, handler, to: others[index])
        } else {
            others.append(adding(method, handler, to: Route(pattern: pattern, handlers: [])))
        }
    }

    /// Answers a request: never throws, and never hangs longer than the handler does. `failed` hears of errors that
    /// became 500.
    package func respond(
        to request: Request, failed: @Sendable (Request, any Error) -> Void = { _, _ in }
    ) async -> (response: Response, route: String?) {
        switch match(request) {
        case .answer(let response): return (response, nil)
        case .found(let handler, let pattern, let parameters):
            var request = request
            request.parameters = parameters
            request.route = pattern
            do {
                return (try await handler(request), pattern)
            } catch let error as HTTPError {
                return (.problem(error.status, error.message), pattern)
            } catch is CancellationError where Task.isCancelled {
                return (.problem(.serviceUnavailable, "Cancelled"), pattern)
            } catch {
                failed(request, error)
                return (.problem(.internalServerError, "Internal error"), pattern)
            }
        }
    }

    private func match(_ request: Request) -> Match {
        let path = request.path
        if let route = literal[path] { return choose(route, [], for: request.method) }
        let segments: [String]
        do throws(PercentDecoding.Failure) {
            segments = try Self.segments(of: request.head.path)
        } catch .malformed {
            return .answer(.problem(.badRequest, "Malformed path"))
        } catch {
            return .answer(.problem(.notFound, "Not found"))
        }
        // An escaped path may still be a literal one.
        if let route = literal["/" + segments.joined(separator: "/")] { return choose(route, [], for: request.method) }
        for route in others {
            if let values = route.pattern.match(segments) { return choose(route, values, for: request.method) }
        }
        return .answer(.problem(.notFound, "Not found"))
    }

    private func choose(_ route: Route, _ values: [(name: String, value: String)], for method: Method) -> Match {
        if let handler = route.handler(for: method) { return .found(handler, pattern: route.pattern.text, values) }
        var response = Response.problem(.methodNotAllowed, "Method not allowed")
        response["Allow"] = route.allow
        return .answer(response)
    }

    private func adding(_ method: Method, _ handler: @escaping Handler, to route: Route) -> Route {
        precondition(!route.handlers.contains { $0.method == method }, "two handlers: \(method) \(route.pattern.text)")
        var route = route
        route.handlers.append((method, handler))
        return route
    }

    private static func segments(of path: ArraySlice<UInt8>) throws(PercentDecoding.Failure) -> [String] {
        var segments: [String] = []
        for segment in path.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false) {
            segments.append(try PercentDecoding.segment(segment))
        }
        return segments
    }
}
