import Testing

@testable import DiscordREST

struct RateLimitMachineTests {
    private let message = RateLimitRoute(template: "POST /channels/{channel}/messages", major: "1")
    private let other = RateLimitRoute(template: "POST /channels/{channel}/messages", major: "2")
    private let webhook = RateLimitRoute(template: "PATCH /webhooks/{application}/{token}", major: "9/t")

    private func report(
        _ remaining: Int, of limit: Int = 2, resetAfter: Duration = .seconds(5), bucket: String = "abc"
    ) -> RateLimitReport {
        RateLimitReport(window: .init(bucket: bucket, limit: limit, remaining: remaining, resetAfter: resetAfter))
    }

    private func refusal(_ retryAfter: Duration, _ scope: RESTError.Scope) -> RateLimitReport {
        RateLimitReport(refusal: .init(retryAfter: retryAfter, scope: scope))
    }

    @Test func `R22 before the first answer calls of a route go one by one`() {
        var machine = RateLimitMachine(globalLimit: 50)
        #expect(machine.enqueue(1, message, countsGlobally: true, at: .zero) == [1])
        #expect(machine.enqueue(2, message, countsGlobally: true, at: .zero) == [])
        #expect(machine.enqueue(3, message, countsGlobally: true, at: .zero) == [])
        #expect(machine.look(2, at: .seconds(1)).wait == nil)
        #expect(machine.finish(1, report(1), at: .seconds(1)) == [2])
    }

    @Test func `R22 a bucket's room is used and its reset waited for, in order`() {
        var machine = RateLimitMachine(globalLimit: 50)
        _ = machine.enqueue(1, message, countsGlobally: true, at: .zero)
        #expect(machine.finish(1, report(1), at: .zero) == [])
        #expect(machine.enqueue(2, message, countsGlobally: true, at: .zero) == [2])
        #expect(machine.enqueue(3, message, countsGlobally: true, at: .zero) == [])
        #expect(machine.enqueue(4, message, countsGlobally: true, at: .zero) == [])
        let look = machine.look(3, at: .seconds(1))
        #expect(look.started == [] && look.wait == .seconds(5))
        #expect(machine.look(4, at: .milliseconds(4_999)).started == [])
        #expect(machine.finish(2, report(0, resetAfter: .seconds(4)), at: .seconds(1)) == [])
        #expect(machine.look(4, at: .seconds(5)).started == [3, 4])
    }

    @Test func `R22 buckets are apart by major parameter`() {
        var machine = RateLimitMachine(globalLimit: 50)
        _ = machine.enqueue(1, message, countsGlobally: true, at: .zero)
        _ = machine.finish(1, report(0), at: .zero)
        #expect(machine.enqueue(2, message, countsGlobally: true, at: .zero) == [])
        #expect(machine.enqueue(3, other, countsGlobally: true, at: .zero) == [3])
    }

    @Test func `R22 routes that share a bucket share its room`() {
        let edit = RateLimitRoute(template: "PATCH /channels/{channel}/messages", major: "1")
        var machine = RateLimitMachine(globalLimit: 50)
        _ = machine.enqueue(1, message, countsGlobally: true, at: .zero)
        _ = machine.finish(1, report(1), at: .zero)
        _ = machine.enqueue(2, edit, countsGlobally: true, at: .zero)
        #expect(machine.finish(2, report(0), at: .zero) == [])
        #expect(machine.enqueue(3, message, countsGlobally: true, at: .zero) == [])
        #expect(machine.enqueue(4, edit, countsGlobally: true, at: .zero) == [])
        #expect(machine.look(3, at: .seconds(5)).started == [3, 4])
    }

    @Test func `R22 an answer counts what is still under way`() {
        var machine = RateLimitMachine(globalLimit: 50)
        _ = machine.enqueue(1, message, countsGlobally: true, at: .zero)
        _ = machine.finish(1, report(4, of: 5), at: .zero)
        for ticket in 2...5 as ClosedRange<UInt64> {
            #expect(machine.enqueue(ticket, message, countsGlobally: true, at: .zero) == [ticket])
        }
        #expect(machine.enqueue(6, message, countsGlobally: true, at: .zero) == [])
        // The server saw only call 2 so far and reports room for three that are already on their way.
        #expect(machine.finish(2, report(3, of: 5), at: .zero) == [])
    }

    @Test func `R22 a refusal of the user or a shared one blocks the bucket for its fraction of a second`() {
        for scope in [RESTError.Scope.user, .shared] {
            var machine = RateLimitMachine(globalLimit: 50)
            _ = machine.enqueue(1, message, countsGlobally: true, at: .zero)
            _ = machine.finish(1, refusal(.milliseconds(350), scope), at: .zero)
            #expect(machine.enqueue(2, message, countsGlobally: true, at: .zero) == [])
            #expect(machine.enqueue(3, webhook, countsGlobally: false, at: .zero) == [3])
            #expect(machine.look(2, at: .milliseconds(349)).wait == .milliseconds(350))
            #expect(machine.look(2, at: .milliseconds(350)).started == [2])
        }
    }

    @Test func `R22 a global refusal blocks every route that counts, and no other`() {
        var machine = RateLimitMachine(globalLimit: 50)
        _ = machine.enqueue(1, message, countsGlobally: true, at: .zero)
        _ = machine.finish(1, refusal(.seconds(2), .global), at: .zero)
        #expect(machine.enqueue(2, other, countsGlobally: true, at: .zero) == [])
        #expect(machine.enqueue(3, webhook, countsGlobally: false, at: .zero) == [3])
        #expect(machine.look(2, at: .seconds(1)).wait == .seconds(2))
        #expect(machine.look(2, at: .seconds(2)).started == [2])
    }

    @Test func `R22 no more than the global limit starts in any second`() {
        var machine = RateLimitMachine(globalLimit: 50)
        var starts: [Duration] = []
        for ticket in 0..<200 as Range<UInt64> {
            let route = RateLimitRoute(template: "GET /x", major: "\(ticket)")
            let now = Duration.milliseconds(Int(ticket))
            if !machine.enqueue(ticket, route, countsGlobally: true, at: now).isEmpty { starts.append(now) }
        }
        for ticket in 0..<200 as Range<UInt64> where machine.look(ticket, at: .milliseconds(999)).started == [ticket] {
            Issue.record("\(ticket) started within the first second")
        }
        #expect(starts.count == 50)
        var later = 0
        for ticket in 0..<200 as Range<UInt64> {
            later += machine.look(ticket, at: .milliseconds(1_010)).started.count
        }
        // Of the first fifty, those of milliseconds 0 to 10 are a second old.
        #expect(later == 11)
    }

    @Test func `R22 a route that Discord does not count is not held back`() {
        var machine = RateLimitMachine(globalLimit: 50)
        _ = machine.enqueue(1, webhook, countsGlobally: false, at: .zero)
        _ = machine.finish(1, RateLimitReport(), at: .zero)
        for ticket in 2...200 as ClosedRange<UInt64> {
            #expect(machine.enqueue(ticket, webhook, countsGlobally: false, at: .zero) == [ticket])
        }
    }

    @Test func `a lost answer holds nobody up`() {
        var machine = RateLimitMachine(globalLimit: 50)
        _ = machine.enqueue(1, message, countsGlobally: true, at: .zero)
        _ = machine.enqueue(2, message, countsGlobally: true, at: .zero)
        #expect(machine.finish(1, nil, at: .zero) == [2])
        _ = machine.finish(2, report(0, of: 1, resetAfter: .seconds(1)), at: .zero)
        #expect(machine.enqueue(3, message, countsGlobally: true, at: .seconds(1)) == [3])
        _ = machine.enqueue(4, message, countsGlobally: true, at: .seconds(1))
        #expect(machine.finish(3, nil, at: .seconds(2)) == [4])
    }

    @Test func `who gives up leaves the queue`() {
        var machine = RateLimitMachine(globalLimit: 50)
        _ = machine.enqueue(1, message, countsGlobally: true, at: .zero)
        _ = machine.enqueue(2, message, countsGlobally: true, at: .zero)
        _ = machine.enqueue(3, message, countsGlobally: true, at: .zero)
        _ = machine.abandon(2, at: .zero)
        #expect(machine.finish(1, report(1), at: .zero) == [3])
        #expect(machine.look(2, at: .zero).wait == nil)
    }

    @Test func `those who waited before the bucket had a name move with it`() {
        var machine = RateLimitMachine(globalLimit: 50)
        _ = machine.enqueue(1, message, countsGlobally: true, at: .zero)
        _ = machine.enqueue(2, other, countsGlobally: true, at: .zero)
        _ = machine.enqueue(3, other, countsGlobally: true, at: .zero)
        #expect(machine.finish(1, report(1), at: .zero) == [])
        #expect(machine.finish(2, report(1), at: .zero) == [3])
    }

    @Test func `buckets of interactions that are over are forgotten`() {
        var machine = RateLimitMachine(globalLimit: 50)
        for ticket in 0..<10_000 as Range<UInt64> {
            let route = RateLimitRoute(template: webhook.template, major: "9/\(ticket)")
            let now = Duration.milliseconds(Int(ticket) * 10)
            _ = machine.enqueue(ticket, route, countsGlobally: false, at: now)
            _ = machine.finish(ticket, report(4, of: 5, resetAfter: .milliseconds(300)), at: now)
        }
        #expect(machine.bucketCount < 200)
    }
}
