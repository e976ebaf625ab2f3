internal import HTTPServer
internal import Storage

/// The operators' first page, which keeps itself up to date where scripts run.
struct OverviewPage: Sendable {
    let site: Site
    let observatory: Observatory

    func add(to pages: inout PageRoutes) {
        pages.operatorPage("/admin") { request, person in
            site.page(
                .adminOverview, "Overview", try await observatory.overview(),
                for: Visitor(person: person, address: request.clientAddress), script: "live.js")
        }
        pages.other(.get, "/admin/live") { request in try await live(request) }
    }

    /// Does not count as use: a page that lies open doesn't keep a session alive.
    private func live(_ request: Request) async throws -> Response {
        guard let secret = BrowserCookie.session.secret(in: request), await isOperating(secret) else {
            throw HTTPError(.notFound, "Not found")
        }
        let site = site
        let observatory = observatory
        return .events(
            LivePage(
                render: {
                    let frame = PageFrame(
                        title: "", person: nil, formToken: "", canSignIn: true, notice: nil, script: nil)
                    return site.renderer.html(.adminLive, try await observatory.overview(), frame: frame)
                },
                isAllowed: { await isOperating(secret) }, clock: ContinuousClock()))
    }

    private func isOperating(_ secret: BrowserSecret) async -> Bool {
        do throws(StoreError) {
            guard let session = try await site.sessions.look(secret) else { return false }
            return site.operators.contains(session.user) && site.sessions.isOperating(session)
        } catch {
            return false
        }
    }
}
