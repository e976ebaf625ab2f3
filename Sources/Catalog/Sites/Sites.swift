internal import Jobs
internal import Synchronization

/// Web pages as a source of music, looked up by yt-dlp.
struct Sites: Sendable {
    /// What is behind an address.
    enum Finding: Sendable {
        case track(CatalogTrack, SiteAudio)
        case list(TrackList)
    }

    let workers: SiteWorkers
    let configuration: SiteConfiguration

    /// Looks a page up. A list is there with its first entry; the others arrive in its `rest`.
    func find(_ url: String, cookies: SiteCookies? = nil) async throws(SiteError) -> Finding {
        var question = SiteQuestion.open(url)
        question.cookies = cookies?.text
        question.limit = configuration.maximumEntries
        question.depth = configuration.maximumDepth
        let arrivals = SiteArrivals(limit: configuration.maximumEntries)
        let asked = question
        // Ends with the worker's last line, at its deadline, or when the list's reader has gone.
        let asking = Task {
            do throws(SiteError) {
                try await workers.ask(asked) { line in
                    if line.stale == true { cookies?.tellRefused() }
                    return arrivals.take(line)
                }
                arrivals.finish(.unavailable)
            } catch {
                arrivals.fail(error)
            }
        }
        let first = await withTaskCancellationHandler { () -> Result<Finding, SiteError> in
            do throws(SiteError) { return .success(try await arrivals.first()) } catch { return .failure(error) }
        } onCancel: {
            asking.cancel()
        }
        return try first.get()
    }

    /// Where the sound of a track is now; in the format of before, if one is named and still there.
    func audio(
        of page: String, format: String? = nil, cookies: SiteCookies? = nil
    ) async throws(SiteError) -> (CatalogTrack, SiteAudio) {
        var question = SiteQuestion.open(page)
        question.format = format
        question.cookies = cookies?.text
        let lines = Lines()
        try await workers.ask(question, take: lines.add)
        if lines.all.last?.stale == true { await cookies?.refused() }
        guard let found = lines.all.last?.tracks?.first, let audio = found.audio, let track = CatalogTrack(found)
        else { throw lines.error ?? .refused(.noFormats) }
        return (track, audio)
    }

    /// Searches YouTube.
    func search(_ words: String, count: Int) async throws(SiteError) -> [CatalogTrack] {
        let lines = Lines()
        try await workers.ask(.search(words, count: count), take: lines.add)
        if let error = lines.error { throw error }
        return lines.all.flatMap { $0.tracks ?? [] }.compactMap { CatalogTrack($0) }
    }

    /// Lines of one answer, written by the worker's thread and read when it has ended.
    private final class Lines: Sendable {
        private let lines = Mutex<[SiteLine]>([])

        var all: [SiteLine] { lines.withLock { $0 } }
        var error: SiteError? { all.last.flatMap { SiteError($0) } }

        func add(_ line: SiteLine) -> Bool {
            lines.withLock { $0.append(line) }
            return true
        }
    }
}

extension SiteError {
    /// What an answer's last line says went wrong.
    init?(_ line: SiteLine) {
        guard let error = line.error else { return nil }
        self = .refused(Reason(rawValue: error) ?? .failed)
    }
}

extension CatalogTrack {
    /// Nil for an entry without title or page, which can't be played.
    init?(_ found: SiteTrack) {
        guard let title = found.title, let link = found.link, !found.id.isEmpty else { return nil }
        let isYouTube = found.site == "Youtube"
        self.init(service: isYouTube ? .youtube : .site, id: isYouTube ? found.id : link, title: title, link: link)
        artist = found.artist
        album = found.album
        durationMilliseconds = found.live ? nil : found.milliseconds
        isrc = found.isrc
        artwork = found.artwork
        if !isYouTube { site = found.site }
        if found.live { isLive = true }
        if found.verified { isVerified = true }
        if found.listed == false { isUnlisted = true }
    }
}
