/// Which segment comes next, across reloads of a playlist that grows. Pure.
struct HLSCursor {
    /// A broadcast is joined so many segments before its end (RFC 8216 §6.3.3).
    static let liveSegments = 3

    private(set) var media: HLSPlaylist.Media
    private var next: UInt64?
    /// Reloads in a row that brought nothing new.
    private(set) var idleReloads = 0

    init(_ media: HLSPlaylist.Media) {
        self.media = media
        let first = media.isEnded ? media.segments.first : media.segments.suffix(Self.liveSegments).first
        next = first?.sequence
    }

    /// Nil: reload the playlist, or it is over where it is ended.
    mutating func take() -> HLSPlaylist.Segment? {
        guard let wanted = next, let first = media.segments.first?.sequence else { return nil }
        // Numbers in a playlist follow each other; what is gone already is passed over.
        let index = wanted > first ? wanted - first : 0
        guard index < UInt64(media.segments.count) else { return nil }
        next = first + index + 1
        return media.segments[Int(index)]
    }

    /// Goes back to a segment that could not be had.
    mutating func putBack(_ segment: HLSPlaylist.Segment) { next = segment.sequence }

    mutating func reload(_ newer: HLSPlaylist.Media) {
        let last = newer.segments.last?.sequence
        let known = media.segments.last?.sequence
        idleReloads = last == known ? idleReloads + 1 : 0
        media = newer
        // A broadcast that began anew counts from a lower number.
        if let last, let wanted = next, last + 1 < wanted {
            next = newer.segments.suffix(Self.liveSegments).first?.sequence
        }
        if next == nil { next = newer.segments.first?.sequence }
    }

    /// Seconds until a reload may bring something (RFC 8216 §6.3.4).
    var reloadPause: Double { idleReloads == 0 ? media.targetDuration : media.targetDuration / 2 }
}
