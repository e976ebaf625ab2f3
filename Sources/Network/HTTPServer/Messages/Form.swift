/// The fields of a form that a browser sent (URL standard, application/x-www-form-urlencoded), read strictly: what is
/// malformed, too much or there twice makes the whole form invalid, so that nobody has to guess what was meant.
package struct Form: Sendable {
    package struct Limits: Sendable {
        package var fields = 64
        /// Bytes of the whole body.
        package var body = 32 * 1024

        package init() {}
    }

    private let values: [String: String]

    /// Throws 415 for another media type, 413 beyond the limits, 400 for malformed or repeated fields.
    package init(_ request: Request, limits: Limits = Limits()) throws(HTTPError) {
        guard Self.isForm(request.headers["Content-Type"]) else {
            throw HTTPError(.unsupportedMediaType, "A form is expected")
        }
        guard request.body.count <= limits.body else { throw HTTPError(.contentTooLarge, "The form is too large") }
        var values: [String: String] = [:]
        for pair in request.body.split(separator: 0x26) {
            let separator = pair.firstIndex(of: 0x3D) ?? pair.endIndex
            guard let name = PercentDecoding.formText(pair[..<separator]),
                let value = PercentDecoding.formText(pair[separator...].dropFirst())
            else { throw HTTPError(.badRequest, "The form is malformed") }
            guard values.updateValue(value, forKey: name) == nil else {
                throw HTTPError(.badRequest, "The form has a field twice")
            }
            guard values.count <= limits.fields else { throw HTTPError(.contentTooLarge, "The form is too large") }
        }
        self.values = values
    }

    package subscript(name: String) -> String? { values[name] }

    /// Whether a checkbox of that name was ticked.
    package func isTicked(_ name: String) -> Bool { values[name] != nil }

    private static func isForm(_ type: String?) -> Bool {
        let media = (type ?? "").prefix { $0 != ";" && $0 != " " }
        return ASCII.equalIgnoringCase(media.utf8, "application/x-www-form-urlencoded".utf8)
    }
}
