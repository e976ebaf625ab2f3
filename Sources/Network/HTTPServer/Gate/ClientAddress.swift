internal import Addresses

/// Who a request comes from when proxies may stand in between.
enum ClientAddress {
    /// The peer, unless it is a trusted proxy: then the right-most address of X-Forwarded-For that is none.
    ///
    /// Only the part of the list that trusted proxies wrote can be believed, hence from the right. An entry that is
    /// no address ends the search: the last proxy that was understood is the answer then.
    static func resolve(peer: IPAddress?, headers: HeaderFields, trusted: [CIDR]) -> IPAddress? {
        guard let peer, trusted.contains(where: { $0.contains(peer) }) else { return peer }
        var client = peer
        let list = headers.values(of: "x-forwarded-for").joined(separator: ",")
        for entry in list.split(separator: ",", omittingEmptySubsequences: false).reversed() {
            guard let address = IPAddress(trimmed(entry))?.unmapped else { return client }
            client = address
            guard trusted.contains(where: { $0.contains(address) }) else { return client }
        }
        return client
    }

    private static func trimmed(_ entry: Substring) -> String {
        var entry = entry
        while let first = entry.first, first == " " || first == "\t" { entry.removeFirst() }
        while let last = entry.last, last == " " || last == "\t" { entry.removeLast() }
        return String(entry)
    }
}
