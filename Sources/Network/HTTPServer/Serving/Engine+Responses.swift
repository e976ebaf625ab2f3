internal import Logging

extension Engine {
    /// Fields that only libmicrohttpd may set: they say where the message ends.
    private static let framing = ["content-length", "transfer-encoding", "connection", "date", "trailer", "upgrade"]

    /// The response in libmicrohttpd's form, or 500 if it can't be made. Nil without memory.
    func build(_ response: Response, events: EventBuffer?, _ id: RequestID) -> BuiltResponse? {
        if let built = assemble(response, events: events) { return built }
        logger.error("response can't be sent: malformed field or lost file", metadata: ["request": "\(id)"])
        var failure = Response.problem(.internalServerError, "Internal error")
        failure.closesConnection = true
        return assemble(failure, events: nil)
    }

    private func assemble(_ response: Response, events: EventBuffer?) -> BuiltResponse? {
        guard let built = body(of: response, events: events) else { return nil }
        for (name, value) in response.fields {
            guard !Self.framing.contains(where: { ASCII.equalIgnoringCase($0.utf8, name.utf8) }),
                built.add(name, value)
            else { return nil }
        }
        // Checked when they were configured.
        for (name, value) in securityFields.fields where response[name] == nil {
            guard built.addChecked(name, value) else { return nil }
        }
        if response.closesConnection, !built.add("Connection", "close") { return nil }
        return built
    }

    private func body(of response: Response, events: EventBuffer?) -> BuiltResponse? {
        switch response.body {
        case .empty: BuiltResponse(response.status, bytes: [])
        case .bytes(let bytes): BuiltResponse(response.status, bytes: bytes)
        case .file(let file): BuiltResponse(response.status, file: file)
        case .events: events.flatMap { BuiltResponse(response.status, events: $0) }
        }
    }
}
