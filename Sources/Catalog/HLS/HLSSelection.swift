internal import HTTPClient

/// Finds the playlist of segments that is best for sound.
struct HLSSelection {
    /// More bits don't make a call's sound better.
    static let usefulBandwidth = 320_000

    let fetcher: SegmentFetcher

    /// The playlist with the segments, and its own address. A playlist of playlists may name one level below it.
    func media(_ fetched: SegmentFetcher.Fetched) throws -> (HTTPURL, HLSPlaylist.Media) {
        switch try HLSParser.parse(fetched.bytes) {
        case .media(let media):
            guard !media.segments.isEmpty || !media.isEnded else { throw HLSError.noSegments }
            return (fetched.url, media)
        case .main(let variants, let renditions):
            guard let address = Self.best(variants, renditions) else { throw HLSError.noSegments }
            let below = try fetcher.fetch(
                try HLSReader.validated(address, relativeTo: fetched.url), limit: HLSParser.maximumBytes)
            guard case .media(let media) = try HLSParser.parse(below.bytes) else { throw HLSError.noSegments }
            return (below.url, media)
        }
    }

    /// Sound alone before pictures; of it the most bits that are still of use; of pictures the fewest bits.
    static func best(_ variants: [HLSPlaylist.Variant], _ renditions: [HLSPlaylist.Rendition]) -> String? {
        let sound = variants.filter(\.isAudioOnly)
        if let best = sound.filter({ $0.bandwidth <= usefulBandwidth }).max(by: { $0.bandwidth < $1.bandwidth })
            ?? sound.min(by: { $0.bandwidth < $1.bandwidth })
        {
            return best.address
        }
        let separate = renditions.filter { $0.address != nil }
        if let rendition = separate.first(where: \.isDefault) ?? separate.first { return rendition.address }
        return variants.min { $0.bandwidth < $1.bandwidth }?.address
    }
}
