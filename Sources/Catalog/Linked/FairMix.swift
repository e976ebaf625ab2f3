internal import Jobs

/// Puts several lists into one in which each has its turn.
enum FairMix {
    /// The first of each list, then the second of each, without two that are the same recording.
    static func of(_ lists: [[CatalogTrack]], count: Int) -> [CatalogTrack] {
        var mixed: [CatalogTrack] = []
        var seen: Set<String> = []
        for turn in 0..<(lists.map(\.count).max() ?? 0) {
            for list in lists where turn < list.count {
                guard mixed.count < count else { return mixed }
                guard seen.insert(key(list[turn])).inserted else { continue }
                mixed.append(list[turn])
            }
        }
        return mixed
    }

    /// The recording's code; without one who sings what.
    private static func key(_ track: CatalogTrack) -> String {
        track.isrc ?? TitleWords((track.artist ?? "") + " " + track.title).texts.joined(separator: " ")
    }
}

extension [CatalogTrack] {
    /// In the order in which the groups begin.
    func grouped(by service: (CatalogTrack) -> CatalogTrack.Service) -> [[CatalogTrack]] {
        var order: [CatalogTrack.Service] = []
        var groups: [CatalogTrack.Service: [CatalogTrack]] = [:]
        for track in self {
            let service = service(track)
            if groups[service] == nil { order.append(service) }
            groups[service, default: []].append(track)
        }
        return order.compactMap { groups[$0] }
    }
}
