/// The header of an Ogg page at the front of a window. Source: RFC 3533 §6.
struct OggPage {
    static let minimumSize = 27
    /// A million years at 48 kHz: sums of positions and lengths stay far from the largest number.
    private static let maximumGranule: Int64 = 1 << 60
    private static let capture: [UInt8] = [0x4F, 0x67, 0x67, 0x53]  // "OggS"

    private let flags: UInt8
    /// The stream's position at the end of the last packet that ends on this page; nil when none does, and where a
    /// page states one that no stream can have.
    let granule: Int64?
    let serial: UInt32
    let sequence: UInt32
    let segmentCount: Int
    let bodySize: Int

    /// Its first packet began on the page before.
    var isContinued: Bool { flags & 1 != 0 }
    /// Its stream's first page.
    var isFirst: Bool { flags & 2 != 0 }
    /// Its stream's last page.
    var isLast: Bool { flags & 4 != 0 }
    var headerSize: Int { Self.minimumSize + segmentCount }
    var size: Int { headerSize + bodySize }

    enum Search {
        case page(OggPage)
        case needsInput
        /// No page begins within the next `Int` bytes.
        case garbage(Int)
    }

    /// Whether a whole page with a right checksum stands at the window's front.
    static func search(_ window: borrowing ByteWindow) -> Search {
        let garbage = bytesBeforeCapture(window)
        guard garbage == 0 else { return .garbage(garbage) }
        guard window.count >= minimumSize else { return .needsInput }
        let segmentCount = Int(window[26])
        guard window[4] == 0 else { return .garbage(1) }
        guard window.count >= minimumSize + segmentCount else { return .needsInput }
        let page = OggPage(window, segmentCount: segmentCount)
        guard window.count >= page.size else { return .needsInput }
        return page.hasRightChecksum(window) ? .page(page) : .garbage(1)
    }

    private init(_ window: borrowing ByteWindow, segmentCount: Int) {
        flags = window[5]
        let granule = Int64(bitPattern: Self.littleEndian(window, 6..<14))
        self.granule = (0...Self.maximumGranule).contains(granule) ? granule : nil
        serial = UInt32(truncatingIfNeeded: Self.littleEndian(window, 14..<18))
        sequence = UInt32(truncatingIfNeeded: Self.littleEndian(window, 18..<22))
        self.segmentCount = segmentCount
        bodySize = (0..<segmentCount).reduce(0) { $0 + Int(window[Self.minimumSize + $1]) }
    }

    private func hasRightChecksum(_ window: borrowing ByteWindow) -> Bool {
        var checksum = OggChecksum()
        let blank: [UInt8] = [0, 0, 0, 0]
        window.withBytes(0..<22) { checksum.update($0) }
        checksum.update(blank.span)
        window.withBytes(26..<size) { checksum.update($0) }
        return UInt64(checksum.value) == Self.littleEndian(window, 22..<26)
    }

    /// How many bytes stand before the next capture pattern, or before what may become one.
    private static func bytesBeforeCapture(_ window: borrowing ByteWindow) -> Int {
        for start in 0..<window.count {
            let known = min(capture.count, window.count - start)
            if (0..<known).allSatisfy({ window[start + $0] == capture[$0] }) { return start }
        }
        return window.count
    }

    private static func littleEndian(_ window: borrowing ByteWindow, _ range: Range<Int>) -> UInt64 {
        range.reversed().reduce(0) { $0 << 8 | UInt64(window[$1]) }
    }
}
