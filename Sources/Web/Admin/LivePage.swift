internal import HTTPServer

/// A part of a page, told again whenever it has changed, for as long as whoever looks may see it.
struct LivePage: AsyncSequence, Sendable {
    typealias Element = ServerSentEvent

    static let pause: Duration = .seconds(1)

    let render: @Sendable () async throws -> String
    let isAllowed: @Sendable () async -> Bool
    let clock: any Clock<Duration>

    struct Iterator: AsyncIteratorProtocol {
        let page: LivePage
        var last: String?
        var isOver = false

        mutating func next() async throws -> ServerSentEvent? {
            while !isOver {
                if last != nil { try await page.clock.sleep(for: LivePage.pause) }
                guard await page.isAllowed() else {
                    isOver = true
                    return ServerSentEvent(name: "ended", data: "ended")
                }
                let html = try await page.render()
                guard html != last else { continue }
                last = html
                return ServerSentEvent(name: "page", data: html)
            }
            return nil
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(page: self) }
}
