/// The `data` of server-sent events, out of the bytes as they come (HTML standard, 9.2.6). Bounded: an event beyond the limit is
/// dropped.
struct EventLines {
    static let limit = 256 * 1024

    private var line: [UInt8] = []
    private var data = ""

    /// The data of the events that are complete now.
    mutating func take(_ bytes: [UInt8]) -> [String] {
        var complete: [String] = []
        for byte in bytes {
            guard byte == 0x0A else {
                if line.count < Self.limit { line.append(byte) }
                continue
            }
            if line.last == 0x0D { line.removeLast() }
            if line.isEmpty {
                if !data.isEmpty { complete.append(data) }
                data = ""
            } else if line.starts(with: "data:".utf8), data.utf8.count + line.count <= Self.limit {
                let value = line.dropFirst(5)
                let text = String(decoding: value.first == 0x20 ? value.dropFirst() : value, as: UTF8.self)
                data = data.isEmpty ? text : data + "\n" + text
            }
            line.removeAll(keepingCapacity: true)
        }
        return complete
    }
}
