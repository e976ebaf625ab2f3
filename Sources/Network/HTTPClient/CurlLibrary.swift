internal import CCurl

/// libcurl's process-wide state.
enum CurlLibrary {
    /// Initialised once, before the first handle; `curl_global_init` is thread-safe since 7.84.
    static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
