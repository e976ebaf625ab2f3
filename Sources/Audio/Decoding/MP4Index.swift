/// Finds the index ("moov") of an MPEG-4 file and moves it. Source: ISO/IEC 14496-12 §8.2, §8.7.5.
enum MP4Index {
    /// No index is larger: it takes about 12 bytes for 20 ms of sound.
    static let sizeLimit = 64 << 20
    private static let maximumBoxes = 10_000
    private static let containers = Set(["moov", "trak", "mdia", "minf", "stbl"].map { MP4Boxes.code($0) })
    private static let chunkOffsets = MP4Boxes.code("stco")
    private static let longChunkOffsets = MP4Boxes.code("co64")
    private static let compressed = MP4Boxes.code("cmov")

    /// Where the index may go to, and where it is.
    static func locate(in file: SpoolFile) throws -> (front: Int, place: Range<Int>) {
        let size = file.size
        var front = 0
        var position = 0
        for _ in 0..<maximumBoxes where position + 8 <= size {
            let header = try file.bytes(position..<min(position + 16, size))
            var boxes = MP4Boxes()
            guard let box = boxes.next(in: header.span) else { break }
            let end = min(box.size, size - position) + position
            if box.type == MP4Boxes.movie {
                guard end - position <= sizeLimit else { throw TrackError.tooLarge(limit: sizeLimit) }
                return (front, position..<end)
            }
            if position == 0, box.type == MP4Boxes.fileType { front = end }
            position = end
        }
        throw TrackError.malformed("MPEG-4 without an index")
    }

    /// Adds `distance` to every offset in `index` that points to one of the bytes of the file that move.
    static func shift(_ index: inout [UInt8], by distance: Int, within moving: Range<Int>) throws {
        var pending = [0..<index.count]
        while let level = pending.popLast() {
            var boxes = MP4Boxes(at: level.lowerBound)
            while boxes.position < level.upperBound, let box = boxes.next(in: index.span) {
                guard box.end <= level.upperBound else { throw TrackError.malformed("MPEG-4 box beyond its parent") }
                switch box.type {
                case _ where containers.contains(box.type): pending.append(box.bodyStart..<box.end)
                case chunkOffsets: try shift(&index, box, width: 4, by: distance, within: moving)
                case longChunkOffsets: try shift(&index, box, width: 8, by: distance, within: moving)
                case compressed: throw TrackError.malformed("MPEG-4 with a compressed index")
                default: break
                }
            }
        }
    }

    /// One table: version and flags, a count, the offsets.
    private static func shift(
        _ index: inout [UInt8], _ box: MP4Boxes.Box, width: Int, by distance: Int, within moving: Range<Int>
    ) throws {
        let table = box.bodyStart + 8
        guard table <= box.end else { throw TrackError.malformed("MPEG-4 chunk table too short") }
        let count = Int(MP4Boxes.number(in: index.span, at: box.bodyStart + 4, width: 4))
        guard count <= (box.end - table) / width else { throw TrackError.malformed("MPEG-4 chunk table too short") }
        for entry in 0..<count {
            let place = table + entry * width
            guard let old = Int(exactly: MP4Boxes.number(in: index.span, at: place, width: width)),
                moving.contains(old)
            else { continue }
            let new = old + distance
            guard width == 8 || new <= Int(UInt32.max) else { throw TrackError.malformed("MPEG-4 offset too large") }
            for byte in 0..<width { index[place + byte] = UInt8(truncatingIfNeeded: new >> (8 * (width - 1 - byte))) }
        }
    }
}
