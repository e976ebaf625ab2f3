import HTTPClient
import Testing

@testable import DiscordREST

struct RateLimitReportTests {
    private func report(_ status: Int, _ headers: HTTPHeaders, _ body: String = "") throws -> RateLimitReport {
        let url = try URLPolicy.configured.validate("http://127.0.0.1/")
        return RateLimitReport(
            HTTPResponse(head: .init(status: status, headers: headers, url: url), body: Array(body.utf8)))
    }

    @Test func `a window is read from the headers`() throws {
        let window = try report(
            200,
            [
                "X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "4", "X-RateLimit-Reset-After": "0.2505",
                "X-RateLimit-Bucket": "abcd1234",
            ]
        ).window
        #expect(window == .init(bucket: "abcd1234", limit: 5, remaining: 4, resetAfter: .milliseconds(251)))
    }

    @Test(arguments: ["nan", "inf", "-1", "x", ""]) func `a senseless window is no window`(_ reset: String) throws {
        let headers: HTTPHeaders = [
            "X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "4", "X-RateLimit-Reset-After": reset,
            "X-RateLimit-Bucket": "a",
        ]
        #expect(try report(200, headers).window == nil)
    }

    @Test func `R22 a refusal's fraction comes from the body, its scope from the headers`() throws {
        let body = #"{"message": "You are being rate limited.", "retry_after": 0.351, "global": false}"#
        let user = try report(429, ["Retry-After": "1", "X-RateLimit-Scope": "user"], body)
        #expect(user.refusal == .init(retryAfter: .milliseconds(351), scope: .user))
        let shared = try report(429, ["Retry-After": "1", "X-RateLimit-Scope": "shared"], body)
        #expect(shared.refusal?.scope == .shared)
        let global = try report(429, ["Retry-After": "65", "X-RateLimit-Global": "true"], "")
        #expect(global.refusal == .init(retryAfter: .seconds(65), scope: .global))
        let inBody = try report(429, [:], #"{"retry_after": 64.57, "global": true}"#)
        #expect(inBody.refusal == .init(retryAfter: .milliseconds(64_570), scope: .global))
    }

    @Test func `R22 a refusal without any of Discord's signs counts for everything`() throws {
        let refusal = try report(429, ["Retry-After": "3"], "<html>").refusal
        #expect(refusal == .init(retryAfter: .seconds(3), scope: .global))
        #expect(try report(429, [:], "").refusal?.retryAfter == .seconds(5))
    }

    @Test func `other statuses refuse nothing`() throws {
        #expect(try report(200, ["Retry-After": "3"]).refusal == nil)
        #expect(try report(503, ["Retry-After": "3"]).refusal == nil)
    }
}

struct InvalidRequestCounterTests {
    @Test func `R22 refused calls of ten minutes are counted, and time lets them go`() {
        var counter = InvalidRequestCounter(limit: 100)
        for number in 0..<99 { counter.count(at: .seconds(number)) }
        #expect(counter.pause(at: .seconds(99)) == nil)
        counter.count(at: .seconds(99))
        #expect(counter.pause(at: .seconds(100)) == .seconds(500))
        #expect(counter.pause(at: .seconds(599)) == .seconds(1))
        #expect(counter.pause(at: .seconds(600)) == nil)
    }

    @Test func `R22 shared refusals do not count, the others do`() {
        #expect(InvalidRequestCounter.counts(status: 401, scope: nil))
        #expect(InvalidRequestCounter.counts(status: 403, scope: nil))
        #expect(InvalidRequestCounter.counts(status: 429, scope: .user))
        #expect(InvalidRequestCounter.counts(status: 429, scope: .global))
        #expect(!InvalidRequestCounter.counts(status: 429, scope: .shared))
        #expect(!InvalidRequestCounter.counts(status: 404, scope: nil))
        #expect(!InvalidRequestCounter.counts(status: 500, scope: nil))
    }
}
