/// Takes the packets of an Opus track out of WebM or Matroska. Source: RFC 9559.
///
/// Segment and Cluster are entered without regard to their sizes, which streams leave open and damaged files get
/// wrong: every element inside is known by its identifier alone. After damage reading goes on with the next cluster.
struct MatroskaDemuxer: Demuxer {
    /// Elements that are read whole are not larger.
    static let headerLimit = 1 << 20
    /// A block that holds Opus is not larger.
    static let blockLimit = 256 << 10
    /// No block of any track is larger: what claims to be is damage.
    static let foreignBlockLimit = 32 << 20
    /// Bytes without a cluster after damage, or without an EBML header at first.
    static let garbageLimit = 1 << 20

    private(set) var packet: [UInt8] = []
    private(set) var head: OpusHead?
    var duration: Duration? { facts.duration }

    private(set) var packetStart: Int64?
    var index = MatroskaIndex()
    private(set) var window: ByteWindow
    /// Of the cluster being read, in the index's units.
    private var clusterTime: UInt64?
    private var facts = MediaFacts()
    private var track: MatroskaTrack?
    private var isAnnounced = false
    /// Bytes of an element that is passed over.
    private var skipping: UInt64 = 0
    private var isResynchronising = false
    private var garbage = 0
    private var sincePacket = 0
    private var block = MatroskaBlock()
    /// How much of `block`, at the window's front, is given out; nil when there is none.
    private var current: BlockProgress?

    private struct BlockProgress {
        var index = 0
        var offset: Int
        /// Where the element ends that holds the block.
        let end: Int
        /// Samples to be left out at the last packet's end.
        let trimmed: Int
    }

    init(window: ByteWindow = ByteWindow()) {
        self.window = window
    }

    mutating func fill(from reader: any ByteReader) throws { try window.fill(from: reader) }

    mutating func next() throws(ContainerError) -> DemuxEvent {
        while true {
            if let event = nextOfBlock() { return event }
            if skipping > 0 {
                try skip()
            } else if isResynchronising {
                if let event = try seekCluster() { return event }
            } else if let event = try readElement() {
                return event
            }
            if window.count == 0 { return try wait() }
        }
    }

    // MARK: Elements

    /// Deals with the element at the window's front. `.needsInput` when it is not there yet.
    private mutating func readElement() throws(ContainerError) -> DemuxEvent? {
        switch EBML.header(at: 0, count: window.count, { window[$0] }) {
        case .needsInput: return try wait()
        case .invalid:
            startResynchronising()
            return nil
        case .value(let header): return try enter(header)
        }
    }

    /// What to say when the window holds too little.
    private func wait() throws(ContainerError) -> DemuxEvent {
        guard window.isFinished else { return .needsInput }
        guard isAnnounced else { throw .noOpusTrack }
        return .end
    }

    /// Takes bytes away that hold no packet.
    private mutating func pass(over count: Int) throws(ContainerError) {
        window.drop(count)
        sincePacket += count
        guard sincePacket <= Self.patience else { throw .nothingToPlay(bytes: sincePacket) }
    }

    private mutating func enter(_ header: EBML.Header) throws(ContainerError) -> DemuxEvent? {
        switch header.identifier {
        case MatroskaID.segment:
            try pass(over: header.length)
            index.segmentStart = window.position
        case MatroskaID.cluster:
            guard let track else { throw .noOpusTrack }
            clusterTime = nil
            try pass(over: header.length)
            guard isAnnounced else {
                isAnnounced = true
                return .link(track.head, facts.tags)
            }
        case MatroskaID.ebml, MatroskaID.info, MatroskaID.tracks, MatroskaID.tags, MatroskaID.clusterTimestamp:
            return try readHeaderElement(header)
        case MatroskaID.seekHead where !isAnnounced, MatroskaID.cues where !isAnnounced:
            return try readHeaderElement(header)
        case MatroskaID.simpleBlock, MatroskaID.blockGroup:
            return try readBlockElement(header)
        default:
            guard let size = header.size else {
                startResynchronising()
                return nil
            }
            try pass(over: header.length)
            skipping = size
        }
        return nil
    }

    private mutating func readHeaderElement(_ header: EBML.Header) throws(ContainerError) -> DemuxEvent? {
        guard let size = header.size else {
            startResynchronising()
            return nil
        }
        guard size <= Self.headerLimit else {
            try pass(over: header.length)
            skipping = size
            return nil
        }
        let end = header.length + Int(size)
        guard window.count >= end else { return try wait() }
        var body: [UInt8] = []
        window.append(header.length..<end, to: &body)
        try pass(over: end)
        try take(EBMLElement(identifier: header.identifier, body: body[...]))
        return nil
    }

    private mutating func take(_ element: EBMLElement) throws(ContainerError) {
        switch element.identifier {
        case MatroskaID.ebml:  // Another medium may follow the first one.
            track = nil
            facts = MediaFacts()
            index = MatroskaIndex()
            isAnnounced = false
        case MatroskaID.info:
            facts.take(info: element)
            let scale = element.children.first { $0.identifier == MatroskaID.timestampScale }?.unsigned
            index.scale = scale.flatMap { (1...1_000_000_000).contains($0) ? $0 : nil } ?? 1_000_000
        case MatroskaID.seekHead: index.take(seekHead: element)
        case MatroskaID.cues: index.take(cues: element)
        case MatroskaID.clusterTimestamp: clusterTime = element.unsigned
        case MatroskaID.tags: facts.take(tags: element)
        default:
            guard track == nil else { return }
            guard let chosen = MatroskaTrack.choose(from: element) else { throw .noOpusTrack }
            track = chosen
            head = chosen.head
        }
    }

    // MARK: Blocks

    private mutating func readBlockElement(_ header: EBML.Header) throws(ContainerError) -> DemuxEvent? {
        guard let size = header.size, size <= Self.foreignBlockLimit else {
            startResynchronising()
            return nil
        }
        let end = header.length + Int(size)
        let isSimple = header.identifier == MatroskaID.simpleBlock
        if isSimple {
            let needed = min(end, header.length + MatroskaBlock.trackNumberSize)
            guard window.count >= needed else { return try wait() }
            let number = EBML.number(at: header.length, count: needed) { window[$0] }
            guard case .value(let found) = number, found.value == track?.number else { return skip(end) }
        }
        guard size <= Self.blockLimit else { return skip(end) }
        guard window.count >= end else { return try wait() }
        isSimple ? open(header.length..<end, in: end, discarding: 0) : openGroup(header.length..<end)
        return nil
    }

    private mutating func skip(_ size: Int) -> DemuxEvent? {
        skipping = UInt64(size)
        return nil
    }

    /// A block with what is said about it beside it, RFC 9559 §5.1.3.5.
    private mutating func openGroup(_ range: Range<Int>) {
        var position = range.lowerBound
        var block: Range<Int>?
        var discarded = 0
        while case .value(let header) = EBML.header(at: position, count: range.upperBound, { window[$0] }) {
            let start = position + header.length
            guard let size = header.size, size <= UInt64(range.upperBound - start) else { break }
            position = start + Int(size)
            switch header.identifier {
            case MatroskaID.block: block = start..<position
            case MatroskaID.discardPadding: discarded = discardedSamples(start..<position)
            default: break
            }
        }
        guard let block else { return skipping = UInt64(range.upperBound) }
        open(block, in: range.upperBound, discarding: discarded)
    }

    /// Nanoseconds to be left out at the block's end. A negative number means its beginning; players do not do that.
    private func discardedSamples(_ range: Range<Int>) -> Int {
        guard (1...8).contains(range.count), window[range.lowerBound] & 0x80 == 0 else { return 0 }
        return MatroskaTrack.samples(nanoseconds: range.reduce(0) { $0 << 8 | UInt64(window[$1]) })
    }

    private mutating func open(_ range: Range<Int>, in end: Int, discarding trimmed: Int) {
        var found = MatroskaBlock()
        swap(&found, &block)  // so that the array of sizes is used again
        let isWhole = window.withBytes(range) { found.read($0) }
        swap(&found, &block)
        guard isWhole, isAnnounced, block.track == track?.number else { return skipping = UInt64(end) }
        current = BlockProgress(offset: range.lowerBound + block.offset, end: end, trimmed: trimmed)
    }

    private mutating func nextOfBlock() -> DemuxEvent? {
        guard var progress = current else { return nil }
        guard progress.index < block.sizes.count else {
            window.drop(progress.end)
            current = nil
            return nil
        }
        let range = progress.offset..<progress.offset + block.sizes[progress.index]
        packet.removeAll(keepingCapacity: true)
        window.append(range, to: &packet)
        packetStart = progress.index == 0 ? blockStart : nil
        index.forget()
        progress.index += 1
        progress.offset = range.upperBound
        current = progress
        sincePacket = 0
        garbage = 0
        return .packet(trimmed: progress.index == block.sizes.count ? progress.trimmed : 0)
    }

    /// When the block's first packet is played, in samples; a century at most.
    private var blockStart: Int64? {
        guard let clusterTime, clusterTime < 1 << 50 else { return nil }
        let units = max(Int64(clusterTime) + Int64(block.time), 0)
        let (nanoseconds, overflow) = units.multipliedReportingOverflow(by: Int64(index.scale))
        return overflow ? nil : nanoseconds / 1_000_000 * 48 + nanoseconds % 1_000_000 * 48 / 1_000_000
    }

    /// Forgets where it was: an element begins at `offset` of the medium.
    mutating func resume(at offset: UInt64) {
        window = ByteWindow(position: offset)
        skipping = 0
        isResynchronising = false
        garbage = 0
        sincePacket = 0
        current = nil
        clusterTime = nil
    }

    // MARK: Passing over

    private mutating func skip() throws(ContainerError) {
        let count = Int(min(skipping, UInt64(window.count)))
        skipping -= UInt64(count)
        try pass(over: count)
    }

    private mutating func startResynchronising() {
        isResynchronising = true
        window.drop(1)
        garbage += 1
    }

    /// Looks for the next cluster's identifier.
    private mutating func seekCluster() throws(ContainerError) -> DemuxEvent? {
        let pattern: [UInt8] = [0x1F, 0x43, 0xB6, 0x75]
        var start = 0
        while start < window.count {
            let known = min(pattern.count, window.count - start)
            if (0..<known).allSatisfy({ window[start + $0] == pattern[$0] }) { break }
            start += 1
        }
        window.drop(start)
        garbage += start
        guard garbage <= Self.garbageLimit else { throw .garbage(bytes: garbage) }
        guard window.count >= pattern.count else { return try wait() }
        isResynchronising = false
        return nil
    }
}
