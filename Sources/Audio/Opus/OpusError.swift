internal import COpus

/// libopus refused a call. `code` is its own error number (`OPUS_BAD_ARG` and so on).
struct OpusError: Error, Equatable, CustomStringConvertible {
    let code: Int32

    var description: String { unsafe "libopus: \(String(cString: opus_strerror(code)))" }

    /// Passes a result of libopus on when it is not negative, which is how libopus reports failure.
    @discardableResult
    static func check(_ result: Int32) throws(OpusError) -> Int {
        guard result >= 0 else { throw OpusError(code: result) }
        return Int(result)
    }
}
