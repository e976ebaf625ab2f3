import Synchronization

@testable import Audio

/// A medium of any bytes: its facts, its format, its Opus packets from the beginning and from a place in it. The first byte chooses
/// the place; checksums of Ogg pages are made right, since no mutation would hit them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = bytes.popLast() else { return 0 }
    mendChecksums(of: &bytes)
    _ = try? MediaFacts.read(from: PeekingReader(Memory(bytes)))
    _ = MP4Facts.facts(in: bytes.span)
    var index = bytes
    try? MP4Index.shift(&index, by: Int(choice) << 8, within: 0..<Int.max)
    _ = try? MediaFormat.detect(PeekingReader(Memory(bytes)))
    read(OggDemuxer(window: ByteWindow()), of: bytes, from: Int(choice))
    read(MatroskaDemuxer(window: ByteWindow()), of: bytes, from: Int(choice))
    return 0
}

private func read(_ demuxer: some Demuxer, of bytes: [UInt8], from place: Int) {
    let stream = OpusStream(demuxer, reading: Memory(bytes))
    var packet = [UInt8](repeating: 0, count: bytes.count)
    do {
        guard case .link(_, let tags) = try stream.next() else { return }
        _ = tags.loudness?.loudness
        if place > 0 { _ = try stream.seek(to: OpusStream.farAway + place << 6) }
        while true {
            switch try stream.next() {
            case .end: return
            case .link: continue
            case .packet(let duration, let trimmed):
                precondition(duration > 0 && (0...duration).contains(trimmed) && !stream.packet.isEmpty)
                var target = packet.mutableSpan
                stream.copyPacket(to: &target)
            }
        }
    } catch {
        // Refused: that is an answer too.
    }
}

/// Writes the checksum of each whole Ogg page, one behind the other.
private func mendChecksums(of bytes: inout [UInt8]) {
    var start = 0
    while start + OggPage.minimumSize <= bytes.count {
        let segments = Int(bytes[start + 26])
        let header = start + OggPage.minimumSize + segments
        guard bytes[start..<start + 4].elementsEqual("OggS".utf8), header <= bytes.count else {
            start += 1
            continue
        }
        let end = bytes[header - segments..<header].reduce(header) { $0 + Int($1) }
        guard end <= bytes.count else { return }
        for place in 22..<26 { bytes[start + place] = 0 }
        var checksum = OggChecksum()
        checksum.update(bytes.span.extracting(start..<end))
        for place in 0..<4 { bytes[start + 22 + place] = UInt8(truncatingIfNeeded: checksum.value >> (8 * place)) }
        start = end
    }
}

/// Bytes that can be entered anywhere, a few at a time.
private final class Memory: ByteReader {
    private let bytes: [UInt8]
    private let place = Atomic<Int>(0)

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        let start = place.load(ordering: .relaxed)
        let count = min(buffer.count, bytes.count - start, 997)
        for index in 0..<count { buffer[index] = bytes[start + index] }
        place.store(start + count, ordering: .relaxed)
        return count
    }

    var seekableSize: UInt64? { UInt64(bytes.count) }

    func seek(to offset: UInt64) throws {
        precondition(offset < UInt64(bytes.count))
        place.store(Int(offset), ordering: .relaxed)
    }

    func cancel() {}
}
