/// Decides when each call may start, without any clock or waiting of its own. Times count from any fixed moment.
///
/// A call asks for a ticket's start, runs, and reports; what may start then is named by every step.
struct RateLimitMachine {
    typealias Ticket = UInt64

    private enum BucketID: Hashable {
        case provisional(RateLimitRoute)
        case named(String, major: String)
    }

    private struct Call {
        var route: RateLimitRoute
        var countsGlobally: Bool
    }

    private var calls: [Ticket: Call] = [:]
    private var buckets: [BucketID: RateLimitBucket] = [:]
    /// Discord's names of the routes' buckets.
    private var names: [String: String] = [:]
    private var global: GlobalLimit

    init(globalLimit: Int) {
        global = GlobalLimit(limit: globalLimit)
    }

    /// Buckets being kept, for tests.
    var bucketCount: Int { buckets.count }

    mutating func enqueue(
        _ ticket: Ticket, _ route: RateLimitRoute, countsGlobally: Bool, at now: Duration
    ) -> [Ticket] {
        calls[ticket] = Call(route: route, countsGlobally: countsGlobally)
        let id = bucketID(route)
        buckets[id, default: RateLimitBucket()].queue.append(ticket)
        return startable(in: id, at: now)
    }

    /// A started call ended. Nil: without an answer.
    mutating func finish(_ ticket: Ticket, _ report: RateLimitReport?, at now: Duration) -> [Ticket] {
        guard let call = calls.removeValue(forKey: ticket) else { return [] }
        let old = bucketID(call.route)
        if let name = report?.window?.bucket, names[call.route.template] != name { rename(call.route, to: name) }
        let id = bucketID(call.route)
        if old != id, buckets[id] == nil { buckets[id] = RateLimitBucket() }
        buckets[id]?.finish(report, at: now)
        if let refusal = report?.refusal, refusal.scope == .global { global.block(until: now + refusal.retryAfter) }
        let started = startable(in: id, at: now)
        forgetIdle(at: now)
        return started
    }

    /// A waiting call gave up.
    mutating func abandon(_ ticket: Ticket, at now: Duration) -> [Ticket] {
        guard let call = calls.removeValue(forKey: ticket) else { return [] }
        let id = bucketID(call.route)
        buckets[id]?.queue.removeAll { $0 == ticket }
        return startable(in: id, at: now)
    }

    /// Looks again, since time has passed. `wait` is when the ticket should look next, if it did not start; nil if
    /// only another call's answer can tell.
    mutating func look(_ ticket: Ticket, at now: Duration) -> (started: [Ticket], wait: Duration?) {
        guard let call = calls[ticket] else { return ([], nil) }
        let id = bucketID(call.route)
        let started = startable(in: id, at: now)
        guard let own = buckets[id]?.earliest(at: now) else { return (started, nil) }
        return (started, call.countsGlobally ? max(own, global.earliest(at: now)) : own)
    }

    private func bucketID(_ route: RateLimitRoute) -> BucketID {
        guard let name = names[route.template] else { return .provisional(route) }
        return .named(name, major: route.major)
    }

    private mutating func startable(in id: BucketID, at now: Duration) -> [Ticket] {
        var started: [Ticket] = []
        while let ticket = buckets[id]?.queue.first, let call = calls[ticket],
            let earliest = buckets[id]?.earliest(at: now), earliest <= now,
            !call.countsGlobally || global.earliest(at: now) <= now
        {
            buckets[id]?.queue.removeFirst()
            buckets[id]?.start()
            if call.countsGlobally { global.start(at: now) }
            started.append(ticket)
        }
        return started
    }

    /// The route's calls so far were counted under another name, or none: they move, with all who wait.
    private mutating func rename(_ route: RateLimitRoute, to name: String) {
        let formerName = names[route.template]
        names[route.template] = name
        let moved = buckets.keys.filter { id in
            switch id {
            case .provisional(let other): other.template == route.template
            // Another route may share the former bucket; only this call's own part of it is known to move.
            case .named(let other, _): other == formerName && !names.values.contains(other)
            }
        }
        for id in moved {
            guard let bucket = buckets.removeValue(forKey: id) else { continue }
            buckets[.named(name, major: Self.major(of: id)), default: RateLimitBucket()].adopt(bucket)
        }
    }

    private static func major(of id: BucketID) -> String {
        switch id {
        case .provisional(let route): route.major
        case .named(_, let major): major
        }
    }

    /// Interactions bring a new major parameter each; their buckets must not pile up.
    private mutating func forgetIdle(at now: Duration) {
        guard buckets.count > 64 else { return }
        buckets = buckets.filter { !$0.value.isIdle(at: now) }
    }
}
