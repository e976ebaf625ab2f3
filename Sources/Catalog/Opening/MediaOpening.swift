internal import Audio
internal import DiscordTypes
internal import HTTPClient
internal import Jobs

/// Opens one medium for one member, on the thread that will read it.
struct MediaOpening {
    let catalog: Catalog
    let member: UserID
    let control: ReaderControl
    /// Called on the reading thread with what there is to be told.
    let announce: @Sendable (MediaNews) -> Void

    func open(_ media: RequestedMedia) throws -> OpenedMedia {
        switch media {
        case .attachment(let attachment): OpenedMedia(media: media, reader: reader(at: attachment.url))
        case .url(let url): try openAddress(url)
        // `spotify:track:…` and the like are typed as words.
        case .words(let words) where service(of: words) != nil: try openAddress(words)
        case .words(let words): try openFirst(of: try search(words))
        case .track(let track): try open(track)
        }
    }

    // MARK: Addresses

    /// A page of a known site is looked up at once; any other address tells by its first response what it is.
    private func openAddress(_ url: String, depth: Int = 0) throws -> OpenedMedia {
        if let service = service(of: url) { return try openPage(url, of: service) }
        if KnownSites.have(url), catalog.sites != nil { return try openSite(url) }
        let reader = reader(at: url)
        control.onCancel { reader.cancel() }
        let head = try reader.open()
        if head.isPage {
            reader.cancel()
            return try openSite(url)
        }
        guard head.isPlaylist(url) else { return opened(url, head, reader) }
        let limit = catalog.media.maximumNesting
        guard depth < limit else { throw MediaFetchError.nestedTooDeep }
        return try openPlaylist(url, head, reader, depth)
    }

    private func opened(_ url: String, _ head: MediaHead, _ reader: RangeResumingReader) -> OpenedMedia {
        guard head.isLive else { return OpenedMedia(media: .url(url), reader: reader) }
        var track = CatalogTrack(service: .radio, id: url, title: head.stationName ?? head.url.host, link: url)
        track.isLive = true
        guard let interval = head.metadataInterval else {
            return OpenedMedia(media: .track(track), track: track, reader: reader)
        }
        let stream = ICYReader(reader, interval: interval) { [announce] in announce(.title($0)) }
        return OpenedMedia(media: .track(track), track: track, reader: stream)
    }

    private func openPlaylist(
        _ url: String, _ head: MediaHead, _ reader: RangeResumingReader, _ depth: Int
    ) throws -> OpenedMedia {
        let bytes = try reader.readWhole(atMost: HLSParser.maximumBytes)
        reader.cancel()
        if let text = String(validating: bytes, as: UTF8.self), text.contains("#EXT-X-") {
            let fetcher = SegmentFetcher(
                client: catalog.client, headers: [:], configuration: catalog.media, control: ReaderControl())
            control.onCancel { fetcher.control.cancel() }
            let stream = try HLSReader(
                SegmentFetcher.Fetched(bytes: bytes, url: head.url, contentType: head.contentType), fetcher: fetcher)
            var track = CatalogTrack(service: .web, id: url, title: RequestedMedia.url(url).nameInAddress, link: url)
            track.durationMilliseconds = stream.duration.map { Int64($0 * 1000) }
            if stream.duration == nil { track.isLive = true }
            return OpenedMedia(media: .track(track), track: track, reader: stream)
        }
        guard let list = StationList(bytes) else { throw TrackError.noAudio }
        return try open(list, of: head.url, url, depth)
    }

    private func open(_ list: StationList, of base: HTTPURL, _ url: String, _ depth: Int) throws -> OpenedMedia {
        // What is no address that can be fetched, such as a file of somebody's disk, costs the others nothing.
        var unusable: (any Error)?
        let entries = list.entries.compactMap { entry -> (StationList.Entry, address: String)? in
            do {
                return (entry, try HLSReader.validated(entry.address, relativeTo: base).description)
            } catch {
                unusable = unusable ?? error
                return nil
            }
        }
        if entries.isEmpty, let unusable { throw unusable }
        if list.isOneStation {
            var failure: any Error = TrackError.noAudio
            for (_, address) in entries.prefix(Self.triedEntries) {
                do {
                    return try openAddress(address, depth: depth + 1)
                } catch let error where error is CancellationError || error as? MediaFetchError == .nestedTooDeep {
                    throw error
                } catch {
                    failure = error
                }
            }
            throw failure
        }
        let tracks = entries.map { entry, address in
            var track = CatalogTrack(
                service: .web, id: address, title: entry.title ?? RequestedMedia.url(address).nameInAddress,
                link: address)
            track.durationMilliseconds = entry.duration.map { Int64($0) * 1000 }
            return track
        }
        return try openFirst(of: tracks[...], depth + 1)
    }

    /// A list of addresses plays from the first that can be opened.
    private func openFirst(of tracks: ArraySlice<CatalogTrack>, _ depth: Int) throws -> OpenedMedia {
        var passed: [(title: String, error: any Error)] = []
        for (index, first) in zip(tracks.indices, tracks).prefix(Self.triedEntries) {
            do {
                var opened = try openAddress(first.id, depth: depth)
                (opened.media, opened.track) = (.track(first), first)
                let (rest, more) = AsyncStream.makeStream(of: [CatalogTrack].self, bufferingPolicy: .bufferingOldest(1))
                more.yield(Array(tracks[(index + 1)...]))
                more.finish()
                opened.list = TrackList(title: nil, count: tracks.endIndex - index, first: first, rest: rest)
                opened.list?.passed = passed
                return opened
            } catch let error where error is CancellationError || error as? MediaFetchError == .nestedTooDeep {
                throw error
            } catch {
                passed.append((first.title, error))
            }
        }
        throw passed.first?.error ?? TrackError.noAudio
    }

    /// A member's own cookies are used for YouTube where there are any; what they don't open may be open to everybody.
    private func openSite(_ url: String) throws -> OpenedMedia {
        let sites = try sites
        do {
            guard let cookies = cookies(for: url).cookies else {
                return try opened(try wait { try await sites.find(url) }, account: nil)
            }
            do {
                return try opened(try wait { try await sites.find(url, cookies: cookies) }, account: member)
            } catch let error as SiteError where error != .cancelled {
                let open = try opened(try wait { try await sites.find(url) }, account: nil)
                announce(.playsPublicly(.youtube))
                return open
            }
        } catch SiteError.refused(let reason) where reason == .unavailable || reason == .signInNeeded {
            guard let own = try openOwnPlaylist(url) else { throw SiteError.refused(reason) }
            return own
        }
    }

    func opened(_ found: Sites.Finding, account: UserID?) throws -> OpenedMedia {
        switch found {
        case .track(var track, let audio):
            track.account = account
            catalog.locations.keep(audio, of: track)
            catalog.opened(track)
            return try opened(track, audio)
        case .list(var list):
            // Found with somebody's cookies it may be private: its name is its owner's alone.
            if account != nil { list.title = nil }
            return try open(list)
        }
    }

    /// The member's cookies for a page of YouTube.
    private func cookies(for url: String) -> FoundCookies {
        guard let cookies = catalog.cookies, KnownSites.isYouTube(url) else { return .none }
        let member = member
        return (try? wait { await cookies.cookies(of: member) }) ?? .none
    }

    /// A station sends its titles to whoever asks for them.
    private func reader(at url: String) -> RangeResumingReader {
        RangeResumingReader(
            at: MediaLocation(url: url, headers: ["Icy-MetaData": "1"]), client: catalog.client,
            configuration: catalog.media)
    }

    // MARK: Tracks

    private func search(_ words: String) throws -> [CatalogTrack] {
        let (catalog, member) = (catalog, member)
        let result = try wait { await catalog.search.find(words, for: member) }
        if result.tracks.isEmpty, !result.missing.isEmpty { throw SiteError.timedOut }
        guard catalog.sites != nil || !result.tracks.isEmpty else { throw CatalogError.lookupUnavailable }
        return result.tracks
    }

    /// The first that can be opened: a result may be private, or for other countries.
    private func openFirst(of tracks: [CatalogTrack]) throws -> OpenedMedia {
        var failure: any Error = CatalogError.nothingFound
        for track in tracks.prefix(3) {
            do {
                return try open(track)
            } catch SiteError.refused(let reason) where reason.isOfOneTrack {
                failure = SiteError.refused(reason)
            }
        }
        throw failure
    }

    func open(_ track: CatalogTrack) throws -> OpenedMedia {
        switch track.service {
        case .youtube, .site: return try openOnSite(track)
        case .web, .radio: return try openAddress(track.link ?? track.id)
        case .spotify, .appleMusic: return try openMirror(of: track)
        case .soundcloud: return try openSoundCloud(track)
        }
    }

    /// With the member's own cookies where they gave any, or else publicly. The track keeps whose account opened it.
    private func openOnSite(_ track: CatalogTrack) throws -> OpenedMedia {
        var track = track
        let cookies = cookies(for: track.link ?? track.id)
        let isLost = track.account == member && cookies.isLost
        track.account = cookies.cookies == nil ? nil : member
        if let audio = catalog.locations[track] {
            if isLost { announce(.playsPublicly(.youtube)) }
            return try opened(track, audio)
        }
        let (found, audio) = try lookUp(&track, format: nil, cookies.cookies)
        if isLost { announce(.playsPublicly(.youtube)) }
        catalog.locations.keep(audio, of: track)
        return try opened(track.completed(by: found), audio)
    }

    private func opened(_ track: CatalogTrack, _ audio: SiteAudio) throws -> OpenedMedia {
        OpenedMedia(media: .track(track), track: track, reader: try reader(of: audio, track))
    }

    private func reader(of audio: SiteAudio, _ track: CatalogTrack) throws -> any ByteReader {
        guard let location = audio.location else { throw SiteError.refused(.noFormats) }
        let renew = renewal(of: audio, track)
        switch audio.protocol {
        case "m3u8", "m3u8_native":
            let own = ReaderControl()
            control.onCancel { own.cancel() }
            return try HLSReader(
                at: location, client: catalog.client, configuration: catalog.media, control: own, renew: renew)
        case _ where !audio.fragments.isEmpty:
            return try HLSReader(
                pieces: audio.fragments, at: location, client: catalog.client, configuration: catalog.media)
        case "http", "https":
            return RangeResumingReader(
                at: location, client: catalog.client, configuration: catalog.media, renew: renew)
        default: throw SiteError.refused(.noFormats)
        }
    }

    /// Looks the track up again when its address has expired.
    private func renewal(of audio: SiteAudio, _ track: CatalogTrack) -> RangeResumingReader.Renewal {
        let (catalog, member, announce) = (catalog, member, announce)
        return { control in
            // What was known is of no use any more.
            catalog.locations.forget(track)
            let opening = MediaOpening(catalog: catalog, member: member, control: control, announce: announce)
            var again = track
            let cookies = track.account == member ? opening.cookies(for: track.link ?? track.id) : .none
            let (_, renewed) = try opening.lookUp(&again, format: audio.format, cookies.cookies)
            if cookies.isLost { announce(.playsPublicly(.youtube)) }
            // Bytes of another format can't follow those that were read.
            guard renewed.format == audio.format, let location = renewed.location else { throw MediaFetchError.changed }
            catalog.locations.keep(renewed, of: track)
            return location
        }
    }

    /// Where the member's own account does not open it any more, the public way is taken, and the track says so.
    private func lookUp(
        _ track: inout CatalogTrack, format: String?, _ cookies: SiteCookies?
    ) throws -> (CatalogTrack, SiteAudio) {
        let (sites, page) = (try sites, track.link ?? track.id)
        guard let cookies else { return try wait { try await sites.audio(of: page, format: format) } }
        do {
            return try wait { try await sites.audio(of: page, format: format, cookies: cookies) }
        } catch let error as SiteError where error != .cancelled {
            let open = try wait { try await sites.audio(of: page, format: format) }
            track.account = nil
            announce(.playsPublicly(.youtube))
            return open
        }
    }

    // MARK: Waiting

    private var sites: Sites {
        get throws {
            guard let sites = catalog.sites else { throw CatalogError.lookupUnavailable }
            return sites
        }
    }

    func wait<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let call = AsyncCall(body)
        control.onCancel { call.cancel() }
        return try call.wait()
    }
}

extension SiteAudio {
    /// Nil where the site names no address.
    var location: MediaLocation? {
        guard let url else { return nil }
        var location = MediaLocation(url: url)
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { location.headers.append(name, value) }
        return location.headers.areSendable ? location : MediaLocation(url: url)
    }
}

extension SiteError.Reason {
    /// Whether another track of the same site may work.
    var isOfOneTrack: Bool {
        switch self {
        case .ageRestricted, .drmProtected, .regionLocked, .unavailable, .noFormats, .signInNeeded: true
        case .botCheck, .unsupported, .unreachable, .forbidden, .failed: false
        }
    }
}

extension MediaHead {
    /// A page for people, in which the medium has to be found.
    var isPage: Bool { contentType == "text/html" || contentType == "application/xhtml+xml" }

    /// A list of addresses, by its type or, where that tells nothing, by its name.
    func isPlaylist(_ url: String) -> Bool {
        switch contentType {
        case "application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl",
            "audio/x-scpls", "application/pls+xml":
            true
        case nil, "text/plain", "application/octet-stream":
            [".m3u", ".m3u8", ".pls"].contains { self.url.path.lowercased().hasSuffix($0) }
        default: false
        }
    }
}

extension CatalogTrack {
    /// With what a lookup knew and the list it comes from did not.
    func completed(by found: CatalogTrack) -> CatalogTrack {
        var track = self
        track.artist = artist ?? found.artist
        track.album = album ?? found.album
        track.durationMilliseconds = durationMilliseconds ?? found.durationMilliseconds
        track.isrc = isrc ?? found.isrc
        track.artwork = artwork ?? found.artwork
        track.isLive = found.isLive ?? isLive
        return track
    }
}

extension RequestedMedia {
    /// The last part of an address's path without its ending, or its host.
    var nameInAddress: String {
        guard case .url(let text) = self, let url = try? URLPolicy.untrusted.validate(text) else { return "" }
        let name = url.path.split(separator: "/").last.map { $0.prefix { $0 != "." } } ?? ""
        return name.isEmpty ? url.host : String(name)
    }
}

extension RangeResumingReader {
    /// All bytes, for a small medium. Blocks; for the reading thread.
    func readWhole(atMost limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            var span = buffer.mutableSpan
            let count = try read(into: &span)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw MediaFetchError.tooLarge(limit: UInt64(limit)) }
        }
    }
}
