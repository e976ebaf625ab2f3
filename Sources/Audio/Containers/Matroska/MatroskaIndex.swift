/// Where in a Matroska medium its clusters lie, as far as the medium says. Source: RFC 9559 §5.1.1 and §5.1.5.
struct MatroskaIndex: Equatable {
    /// The most of an index that is kept: ten hours of a cue every second.
    static let limit = 36_000

    struct Cue: Equatable {
        /// Nanoseconds from the beginning.
        var time: UInt64
        /// Bytes from the medium's beginning.
        var cluster: UInt64
    }

    /// Where the segment's first element stands: positions count from there.
    var segmentStart: UInt64?
    /// Nanoseconds of a timestamp's unit.
    var scale: UInt64 = 1_000_000
    /// Where the cues stand, as the seek head says.
    private(set) var cuesPosition: UInt64?
    private(set) var cues: [Cue] = []

    mutating func take(seekHead: EBMLElement) {
        guard let segmentStart else { return }
        for seek in seekHead.children where seek.identifier == MatroskaID.seek {
            let children = seek.children
            guard children.first(where: { $0.identifier == MatroskaID.seekID })?.unsigned == UInt64(MatroskaID.cues),
                let position = children.first(where: { $0.identifier == MatroskaID.seekPosition })?.unsigned,
                position < 1 << 60
            else { continue }
            cuesPosition = segmentStart + position
        }
    }

    mutating func take(cues element: EBMLElement) {
        guard let segmentStart else { return }
        cues = []
        for point in element.children(atMost: Self.limit) where point.identifier == MatroskaID.cuePoint {
            let children = point.children
            guard let time = children.first(where: { $0.identifier == MatroskaID.cueTime })?.unsigned,
                let positions = children.first(where: { $0.identifier == MatroskaID.cueTrackPositions })?.children,
                let cluster = positions.first(where: { $0.identifier == MatroskaID.cueClusterPosition })?.unsigned,
                cluster < 1 << 60
            else { continue }
            let (nanoseconds, overflow) = time.multipliedReportingOverflow(by: scale)
            guard !overflow else { continue }
            cues.append(Cue(time: nanoseconds, cluster: segmentStart + cluster))
        }
    }

    /// Where a medium is read on, nothing is looked for any more.
    mutating func forget() { cues = [] }

    /// The last cluster that begins no later than at `time`, in nanoseconds.
    func cluster(before time: UInt64) -> UInt64? {
        cues.filter { $0.time <= time }.max { $0.time < $1.time }?.cluster
    }
}
