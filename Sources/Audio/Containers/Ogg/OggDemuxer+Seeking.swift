/// Finds a place in an Ogg stream, which has no index, by looking at pages here and there: RFC 7845 §4.6, "Seeking".
extension OggDemuxer {
    /// Each look asks the server anew; after so many the nearest place known is good enough.
    private static let looks = 8
    /// A page so little before the place that is wanted ends the search: the rest is read and left out. Samples.
    private static let near: Int64 = 10 * 48_000
    /// Aims so many bytes ahead of the estimate, for the page to be found begins behind it.
    private static let margin: UInt64 = 16 << 10
    /// A whole page lies within so many bytes of anywhere in a stream, RFC 3533 §6.
    private static let span = 2 * 65_307

    private struct Place {
        /// Bytes from the medium's beginning.
        var offset: UInt64
        /// The stream's position there.
        var granule: Int64
    }

    mutating func seek(to sample: Int64, in reader: any ByteReader, size: UInt64) throws -> Bool {
        guard let first = try firstPlace(in: reader), let last = try lastPlace(in: reader, size: size) else {
            return false
        }
        let wanted = first + sample - Self.preRoll
        guard first < wanted, wanted < last else { return false }
        var low = Place(offset: 0, granule: first)
        var high = Place(offset: size, granule: last)
        for _ in 0..<Self.looks where high.offset - low.offset > UInt64(Self.span) {
            let share = Double(wanted - low.granule) / Double(max(high.granule - low.granule, 1))
            let estimate = low.offset + UInt64(Double(high.offset - low.offset) * min(max(share, 0), 1))
            let offset = max(low.offset, estimate - min(estimate, Self.margin))
            guard let found = try place(from: offset, in: reader), found.offset < high.offset else {
                high.offset = offset
                continue
            }
            if found.granule > wanted {
                high = Place(offset: offset, granule: found.granule)
            } else if wanted - found.granule <= Self.near {
                return true
            } else {
                low = found
            }
        }
        return try low.offset > 0 && place(from: low.offset, in: reader) != nil
    }

    /// Where the stream begins. Reads its first packet, if that has not happened.
    private mutating func firstPlace(in reader: any ByteReader) throws -> Int64? {
        while firstGranule == nil {
            switch try next() {
            case .needsInput: try fill(from: reader)
            case .packet: return firstGranule
            case .link, .end: return nil
            }
        }
        return firstGranule
    }

    /// Where the stream ends; nil if the medium ends with another one.
    private mutating func lastPlace(in reader: any ByteReader, size: UInt64) throws -> Int64? {
        let offset = size - min(size, UInt64(Self.span))
        try reader.seek(to: offset)
        resume(at: offset)
        var last: Int64?
        while let page = try nextPage(in: reader, before: size) {
            guard page.serial == serial else { return nil }
            last = page.granule ?? last
            drop(page.size)
        }
        return last
    }

    /// The first page behind `offset` whose place is known; the window begins with it then.
    private mutating func place(from offset: UInt64, in reader: any ByteReader) throws -> Place? {
        try reader.seek(to: offset)
        resume(at: offset)
        while let page = try nextPage(in: reader, before: offset + UInt64(Self.span)) {
            if page.serial == serial, let end = page.granule, !page.isFirst {
                return Place(offset: window.position, granule: end - Int64(durationOfPackets(on: page)))
            }
            drop(page.size)
        }
        return nil
    }

    private mutating func nextPage(in reader: any ByteReader, before end: UInt64) throws -> OggPage? {
        while window.position < end {
            switch OggPage.search(window) {
            case .page(let page): return page
            case .garbage(let count): drop(count)
            case .needsInput:
                guard !window.isFinished else { return nil }
                try fill(from: reader)
            }
        }
        return nil
    }
}
