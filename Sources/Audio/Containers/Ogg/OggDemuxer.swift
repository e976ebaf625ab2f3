/// Takes the Opus packets out of an Ogg stream. Sources: RFC 3533 (pages), RFC 7845 (Opus in Ogg).
///
/// The first Opus stream is played, and after its end the next one that begins ("chaining"). Other streams, damaged
/// pages and packets of which a part is missing are passed over; both headers are never given out as packets.
struct OggDemuxer: Demuxer {
    /// Bytes without a single right page after which the medium is taken for no Ogg.
    static let garbageLimit = 256 << 10
    /// The comment header is read as far as this; the rest of it (pictures) is passed over.
    static let tagsLimit = 64 << 10

    private enum Stage { case seekingHead, awaitingTags, playing }

    private(set) var packet: [UInt8] = []
    private(set) var head: OpusHead?
    var duration: Duration? { nil }
    var isCutShort: Bool { stage == .playing && window.isFinished }

    private(set) var packetStart: Int64?
    /// Where the stream's first packet begins.
    private(set) var firstGranule: Int64?

    private(set) var window: ByteWindow
    private var stage = Stage.seekingHead
    private(set) var serial: UInt32 = 0
    private var expectedSequence: UInt32 = 0
    /// The page at the window's front, as far as it is read.
    private var page: PageProgress?
    /// The beginning of a packet that goes on to the next page.
    private var partial: [UInt8] = []
    private var isPartialOpen = false
    /// The stream's position after the last packet given out; nil until the first audio page tells it.
    private var granule: Int64?
    private var garbage = 0
    private var sincePacket = 0

    private struct PageProgress {
        let page: OggPage
        var segment = 0
        var offset: Int
        /// The first packet's beginning is missing.
        var skipsFirst: Bool
    }

    init(window: ByteWindow = ByteWindow()) {
        self.window = window
    }

    mutating func fill(from reader: any ByteReader) throws { try window.fill(from: reader) }

    mutating func next() throws(ContainerError) -> DemuxEvent {
        while true {
            if let event = readPage() {
                sincePacket = 0
                return event
            }
            if let event = try findPage() { return event }
        }
    }

    // MARK: Pages

    /// Brings a page of the stream to the window's front, or says why not.
    private mutating func findPage() throws(ContainerError) -> DemuxEvent? {
        switch OggPage.search(window) {
        case .page(let found):
            garbage = 0
            try admit(found)
            return nil
        case .garbage(let count):
            try pass(over: count)
            return nil
        case .needsInput:
            guard window.isFinished else { return .needsInput }
            guard window.count == 0 else {
                // What began like a page is none, or is cut off: a real one may stand inside it.
                try pass(over: 1)
                return nil
            }
            guard head != nil else { throw .noOpusTrack }
            return .end
        }
    }

    private mutating func pass(over count: Int) throws(ContainerError) {
        window.drop(count)
        garbage += count
        guard garbage <= Self.garbageLimit else { throw .garbage(bytes: garbage) }
    }

    private mutating func admit(_ found: OggPage) throws(ContainerError) {
        sincePacket += found.size
        guard sincePacket <= Self.patience else { throw .nothingToPlay(bytes: sincePacket) }
        if found.isFirst, stage != .awaitingTags, let head = beginning(of: found) {
            begin(with: head, on: found)
            return
        }
        // Every stream's first page stands before any other page.
        guard head != nil || found.isFirst else { throw .noOpusTrack }
        guard stage != .seekingHead, found.serial == serial else {
            window.drop(found.size)
            return
        }
        let isContiguous = found.sequence == expectedSequence
        if !isContiguous || !found.isContinued { dropPartial() }
        expectedSequence = found.sequence &+ 1
        page = PageProgress(
            page: found, offset: found.headerSize, skipsFirst: found.isContinued && !isPartialOpen)
        if stage == .playing, granule == nil { setFirstGranule(found) }
    }

    /// The Opus header that a stream's first page holds.
    private func beginning(of page: OggPage) -> OpusHead? {
        window.withBytes(page.headerSize..<page.size) { OpusHead(parsing: $0) }
    }

    private mutating func begin(with head: OpusHead, on page: OggPage) {
        self.head = head
        stage = .awaitingTags
        serial = page.serial
        expectedSequence = page.sequence &+ 1
        granule = nil
        firstGranule = nil
        dropPartial()
        window.drop(page.size)
    }

    /// Forgets where it was. The page that comes next, at `offset` of the medium or behind it, is taken for one of the same stream.
    mutating func resume(at offset: UInt64) {
        window = ByteWindow(position: offset)
        page = nil
        granule = nil
        garbage = 0
        sincePacket = 0
        dropPartial()
    }

    mutating func drop(_ count: Int) { window.drop(count) }

    private mutating func dropPartial() {
        partial.removeAll(keepingCapacity: true)
        isPartialOpen = false
    }

    // MARK: Packets

    /// The next packet on the current page; nil when the page holds none any more.
    private mutating func readPage() -> DemuxEvent? {
        while var progress = page {
            var length = 0
            var isComplete = false
            while progress.segment < progress.page.segmentCount, !isComplete {
                let lacing = window[OggPage.minimumSize + progress.segment]
                length += Int(lacing)
                isComplete = lacing < 255
                progress.segment += 1
            }
            let range = progress.offset..<progress.offset + length
            let isSkipped = progress.skipsFirst
            progress.offset = range.upperBound
            if isComplete { progress.skipsFirst = false }
            page = progress
            guard isComplete else {
                if !isSkipped, progress.page.segmentCount > 0 { keep(range) }
                endPage(progress.page)
                return nil
            }
            if !isSkipped, let event = complete(range, on: progress.page) { return event }
        }
        return nil
    }

    private mutating func keep(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let limit = stage == .awaitingTags ? Self.tagsLimit : OpusPacket.maximumSize + 1
        let room = max(limit - partial.count, 0)
        window.append(range.prefix(room), to: &partial)
        isPartialOpen = true
    }

    private mutating func endPage(_ page: OggPage) {
        // The comment header's page says 0 wherever the stream begins: the first audio page tells it.
        if granule != nil, let end = page.granule { granule = end }
        if page.isLast { stage = .seekingHead }
        window.drop(page.size)
        self.page = nil
    }

    private mutating func complete(_ range: Range<Int>, on page: OggPage) -> DemuxEvent? {
        keep(range)
        swap(&packet, &partial)
        dropPartial()
        guard stage == .awaitingTags else { return playable(on: page) }
        stage = .playing
        let tags = TrackTags(parsingOpusTags: packet.span)
        return head.map { .link($0, tags ?? TrackTags()) }
    }

    private mutating func playable(on page: OggPage) -> DemuxEvent? {
        guard let contents = packet.first, packet.count <= OpusPacket.maximumSize else { return nil }
        let duration = OpusPacket.duration(contents: contents, second: packet.dropFirst().first)
        let start = granule ?? 0
        granule = start + Int64(duration)
        packetStart = start - (firstGranule ?? 0)
        guard page.isLast, let end = page.granule else { return .packet(trimmed: 0) }
        return .packet(trimmed: duration - Int(clamping: min(max(end - start, 0), Int64(duration))))
    }

    /// A stream cut out of a longer one does not begin at 0: its first page tells where (RFC 7845 §4.3).
    private mutating func setFirstGranule(_ page: OggPage) {
        guard let end = page.granule else { return }
        granule = max(end - Int64(durationOfPackets(on: page)), 0)
        if firstGranule == nil { firstGranule = granule }
    }

    /// Samples of all packets that end on the page at the window's front.
    func durationOfPackets(on page: OggPage) -> Int {
        var total = 0
        var offset = page.headerSize
        var start: Int? = page.isContinued ? nil : offset
        for segment in 0..<page.segmentCount {
            let lacing = Int(window[OggPage.minimumSize + segment])
            offset += lacing
            guard lacing < 255 else { continue }
            if let first = start, first < offset {
                let second = first + 1 < offset ? window[first + 1] : nil
                total += OpusPacket.duration(contents: window[first], second: second)
            }
            start = offset
        }
        return total
    }
}
