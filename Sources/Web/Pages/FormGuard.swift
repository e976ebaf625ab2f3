internal import Crypto
internal import HTTPServer

/// Whether a form was sent by a page of ours, in the session it was made for.
struct FormGuard: Sendable {
    /// Scheme, host and port of the site.
    let origin: String?

    /// The fields of a form that may be acted on. Throws 403 for one that another site sent, or that was made for another
    /// session.
    ///
    /// Browsers say with `Sec-Fetch-Site` where a request comes from, and no page can change that; those that don't say it must
    /// send our `Origin`. Our pages send no referrer, for which browsers write `null` as origin: that is taken only from one that
    /// says `same-origin`.
    func form(
        _ request: Request, token: String, limits: Form.Limits = Form.Limits()
    ) throws(HTTPError) -> Form {
        let site = request.headers["Sec-Fetch-Site"]
        let sender = request.headers["Origin"]
        let isOurs: Bool =
            switch (site, sender) {
            case ("same-origin", nil), ("same-origin", "null"): true
            case ("same-origin", let sender?): sender == origin
            case (nil, let sender?): sender == origin
            default: false
            }
        guard isOurs else { throw HTTPError(.forbidden, "This form was not sent from this site.") }
        let form = try Form(request, limits: limits)
        guard let sent = form["form_token"], ConstantTime.equal(sent.utf8, token.utf8) else {
            throw HTTPError(
                .forbidden, "This form is from another session. Go back, reload the page and send it again.")
        }
        return form
    }
}
