/// Finds a place in a Matroska medium by its index, which stands before the sound or at the end. Source: RFC 9559 §5.1.5.
extension MatroskaDemuxer {
    mutating func seek(to sample: Int64, in reader: any ByteReader, size: UInt64) throws -> Bool {
        if index.cues.isEmpty {
            guard let position = index.cuesPosition, position < size else { return false }
            guard let cues = try element(MatroskaID.cues, at: position, in: reader) else { return false }
            index.take(cues: cues)
        }
        let wanted = UInt64(max(sample - Self.preRoll, 0)) / 48 * 1_000_000
        guard let cluster = index.cluster(before: wanted), cluster < size,
            let header = try header(at: cluster, in: reader), header.identifier == MatroskaID.cluster
        else { return false }
        return true
    }

    /// The header of the element at `offset`, with which the window begins then.
    private mutating func header(at offset: UInt64, in reader: any ByteReader) throws -> EBML.Header? {
        try reader.seek(to: offset)
        resume(at: offset)
        while true {
            switch EBML.header(at: 0, count: window.count, { window[$0] }) {
            case .value(let header): return header
            case .invalid: return nil
            case .needsInput:
                guard !window.isFinished else { return nil }
                try fill(from: reader)
            }
        }
    }

    /// The element at `offset`, read whole; nil if it is another one or too large.
    private mutating func element(
        _ identifier: UInt32, at offset: UInt64, in reader: any ByteReader
    ) throws -> EBMLElement? {
        guard let header = try header(at: offset, in: reader), header.identifier == identifier,
            let size = header.size, size <= Self.headerLimit
        else { return nil }
        let end = header.length + Int(size)
        while window.count < end {
            guard !window.isFinished else { return nil }
            try fill(from: reader)
        }
        var body: [UInt8] = []
        window.append(header.length..<end, to: &body)
        return EBMLElement(identifier: identifier, body: body[...])
    }
}
