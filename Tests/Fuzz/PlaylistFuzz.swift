@testable import Catalog

/// Text that strangers send beside media: playlists, titles of stations, lyrics, fields of a header.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let playlist = try? HLSParser.parse(bytes), case .media(let media) = playlist {
        precondition(media.duration.isFinite && media.segments.count <= HLSParser.maximumSegments)
        var cursor = HLSCursor(media)
        while let segment = cursor.take() { _ = segment.range.map { $0.first + $0.count } }
        cursor.reload(media)
        precondition(cursor.reloadPause >= 0)
        if let again = media.segments.last {
            cursor.putBack(again)
            precondition(cursor.take() == again)
        }
    }
    if let list = StationList(bytes) {
        precondition(!list.entries.isEmpty && list.entries.count <= StationList.maximumEntries)
    }
    if let title = ICYMetadata.title(bytes) { precondition(!title.isEmpty && title.count <= 300) }
    let text = String(decoding: bytes, as: UTF8.self)
    let times = TimedLyrics(lrc: text).lines.map(\.milliseconds)
    precondition(times.allSatisfy { $0 >= 0 } && times == times.sorted())
    if let range = ContentRange(text) { precondition(range.first <= range.last) }
    return 0
}
