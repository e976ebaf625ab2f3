package import Addresses
internal import HTTPClient

/// How pages are looked up with yt-dlp.
package struct SiteConfiguration: Sendable {
    /// A Python with the pinned yt-dlp in it.
    package var python: String
    /// The workers' own folder; nothing else is written by them.
    package var folder: String
    /// Blocks of addresses that are let through although they are special.
    package var allowed: [CIDR]
    /// Workers at most; the first is started at once, others when all are busy.
    package var maximumWorkers = 2
    /// Workers beside those, while so many read lists.
    package var maximumLists = 2
    /// The JavaScript runtime that YouTube's player code is run in: `node` or `deno`, and where it is. Empty: none.
    package var runtimeName = "node"
    package var runtime = ""
    /// For all that yt-dlp fetches; empty: none. With one the guard sees only the proxy's address.
    package var proxy = ""
    /// A range such as `2001:db8::/64` that the machine may send from: another address of it for each question.
    package var ipv6Range = ""
    /// A folder with the operator's own plugins, such as a provider of PO tokens; empty: none.
    package var plugins = ""
    /// Arguments of extractors, as `--extractor-args` names them: extractor, then argument, then values.
    package var extractorArguments: [String: [String: [String]]] = [:]
    /// Opus first, which is passed on as it is: 774 is YouTube's at 256 kbit/s, 251 at 160.
    package var format = "774/251/bestaudio[acodec=opus]/bestaudio/best[height<=480]/best"
    /// One more certificate authority (PEM) for what yt-dlp fetches.
    package var caFile: String?
    /// Questions that may wait for a worker.
    package var maximumWaiting = 64
    /// How long one question may take; a list's pages each start it anew.
    package var deadline: Duration = .seconds(25)
    /// How much longer a question may take when nobody waits for its answer any more.
    package var abandonedPatience: Duration = .seconds(2)
    /// How long all of a list's pages may take; the list ends there.
    package var listDeadline: Duration = .seconds(300)
    /// How long a worker may take to start.
    package var startDeadline: Duration = .seconds(60)
    /// A worker is replaced after so many questions.
    package var questionsPerWorker = 500
    /// What a worker and its runtime may use.
    package var cpuSeconds: UInt64 = 3600
    package var addressSpace: UInt64 = 4 << 30
    /// Entries of a list, and lists in lists.
    package var maximumEntries = 10_000
    package var maximumDepth = 2
    /// Segments of a medium that a site names one by one.
    package var maximumFragments = 20_000

    package init(python: String, folder: String, allowed: [CIDR] = []) {
        self.python = python
        self.folder = folder
        self.allowed = allowed
    }
}

extension SiteConfiguration {
    /// What a worker is told when it starts.
    struct Start: Encodable {
        var special: [String]
        var allowed: [String]
        var folder: String
        var runtime: String
        var runtimeName: String
        var proxy: String
        var ipv6Range: String
        var plugins: String
        var extractorArguments: [String: [String: [String]]]
        var format: String
        var fragments: Int
        var socketTimeout = 10
        var usesSystemCertificates: Bool

        private enum CodingKeys: String, CodingKey {
            case special, allowed, folder, runtime, proxy, plugins, format, fragments
            case runtimeName = "runtime_name"
            case ipv6Range = "ipv6_range"
            case extractorArguments = "extractor_args"
            case socketTimeout = "socket_timeout"
            case usesSystemCertificates = "system_certificates"
        }
    }

    var start: Start {
        Start(
            special: AddressGuard.special.map(\.description), allowed: allowed.map(\.description), folder: folder,
            runtime: runtime, runtimeName: runtimeName, proxy: proxy, ipv6Range: ipv6Range, plugins: plugins,
            extractorArguments: extractorArguments, format: format, fragments: maximumFragments,
            usesSystemCertificates: caFile != nil)
    }

    /// All that a worker sees of an environment.
    var environment: [String] {
        var environment = ["LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "HOME=\(folder)", "TMPDIR=\(folder)"]
        if plugins.isEmpty { environment.append("YTDLP_NO_PLUGINS=1") }
        if let caFile { environment.append("SSL_CERT_FILE=\(caFile)") }
        return environment
    }
}
