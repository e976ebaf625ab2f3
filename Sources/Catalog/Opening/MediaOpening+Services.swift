internal import Audio
internal import DiscordTypes
internal import HTTPClient
internal import Jobs

/// What services with an API of their own name: opened by them, or mirrored.
extension MediaOpening {
    /// The service whose page an address is; nil where another way opens it.
    func service(of address: String) -> (any MusicService)? {
        catalog.services.first { $0.hasPage(address) }
    }

    func openPage(_ address: String, of service: any MusicService) throws -> OpenedMedia {
        let member = member
        let found = try wait(of: service.service) { try await service.find(address, for: member) }
        switch found {
        case .track(let track):
            catalog.opened(track)
            return try open(track)
        case .list(let list): return try open(list)
        }
    }

    /// A list plays from the first entry that can be played. Where none of the first few can, it is refused with the first one's reason.
    func open(_ list: TrackList) throws -> OpenedMedia {
        var left = list
        var passed: [(title: String, error: any Error)] = []
        for _ in 0..<Self.triedEntries {
            do {
                var opened = try open(left.first)
                left.passed = passed
                opened.list = left
                return opened
            } catch let error where Self.isOfOneTrack(error) {
                passed.append((left.first.title, error))
                guard let shorter = try wait({ [left] in await left.withoutFirst() }) else { break }
                left = shorter
            }
        }
        throw passed.first?.error ?? CatalogError.nothingFound
    }

    static let triedEntries = 4

    private static func isGone(_ error: any Error) -> Bool {
        switch error {
        case SiteError.refused(let reason): reason == .unavailable || reason == .noFormats
        case CatalogError.unavailable: true
        default: false
        }
    }

    /// Whether another entry of the same list may work.
    private static func isOfOneTrack(_ error: any Error) -> Bool {
        switch error {
        case SiteError.refused(let reason): reason.isOfOneTrack
        case CatalogError.uncertain, CatalogError.unavailable: true
        default: false
        }
    }

    /// A playlist that yt-dlp was not shown, with the member's own account at YouTube.
    func openOwnPlaylist(_ address: String) throws -> OpenedMedia? {
        guard YouTubeLibrary.list(in: address) != nil,
            let service = catalog.services.first(where: { $0.service == .youtube })
        else { return nil }
        do {
            return try openPage(address, of: service)
        } catch is CatalogError {
            return nil
        }
    }

    /// The recording is played from where it can be; the entry stays what was asked for.
    func openMirror(of track: CatalogTrack) throws -> OpenedMedia {
        if let own = try openOwnSound(of: track) { return own }
        let (mirroring, member) = (catalog.mirroring, member)
        let playable = try wait { try await mirroring.playable(track, for: member) }
        do {
            var opened = try open(playable)
            opened.media = .track(track)
            opened.playedFrom = playable.sourceName
            opened.track = track.completed(by: playable)
            return opened
        } catch let error where Self.isOfOneTrack(error) {
            // Another one is looked for the next time. A correction ends only where nobody gets it any more.
            let isGone = Self.isGone(error)
            try wait {
                await mirroring.matches.forget(track)
                if isGone { try await mirroring.forgetCorrection(of: track) }
            }
            throw error
        }
    }

    /// By the operator's program, where there is one and the member has an account for it.
    private func openOwnSound(of track: CatalogTrack) throws -> OpenedMedia? {
        let member = member
        guard track.service == .spotify, let sound = catalog.sound, SpotifyLink("spotify:track:\(track.id)") != nil,
            let token = try wait({ await sound.token(of: member) }),
            let reader = try sound.open(track, token, control)
        else { return nil }
        var track = track
        track.account = member
        return OpenedMedia(media: .track(track), track: track, reader: reader)
    }

    func openSoundCloud(_ track: CatalogTrack) throws -> OpenedMedia {
        if track.isPreview == true { return try openMirror(of: track) }
        var track = track
        guard let service = catalog.services.lazy.compactMap({ $0 as? SoundCloudMusic }).first else {
            throw CatalogError.unsupported(.soundcloud)
        }
        let member = member
        let wasFound = track.account
        let asked = track
        let (location, account) = try wait(of: .soundcloud) { try await service.audio(of: asked, for: member) }
        if wasFound == member, account == nil { announce(.playsPublicly(.soundcloud)) }
        track.account = account
        let own = ReaderControl()
        control.onCancel { own.cancel() }
        let reader = try HLSReader(
            at: location, client: catalog.client, configuration: catalog.media, control: own
        ) { control in
            let call = AsyncCall { try await service.audio(of: asked, for: member) }
            control.onCancel { call.cancel() }
            return try call.wait().location
        }
        return OpenedMedia(media: .track(track), track: track, reader: reader)
    }

    /// Waits for a service; its errors become the catalogue's.
    private func wait<Value: Sendable>(
        of service: CatalogTrack.Service, _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        do {
            return try wait(body)
        } catch let error as MusicServiceError {
            throw CatalogError(error, of: service)
        }
    }
}
