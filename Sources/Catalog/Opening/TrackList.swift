package import Jobs

/// A list of tracks of which the first is known; the others follow as they are found.
package struct TrackList: Sendable {
    /// Nil where only its owner may know it.
    package var title: String?
    /// Entries, as far as it is known beforehand.
    package var count: Int?
    package var first: CatalogTrack
    /// Pages of the others. Ends early where the rest can't be read.
    package var rest: AsyncStream<[CatalogTrack]>
    /// What stood before `first` and could not be played, with why.
    package var passed: [(title: String, error: any Error)] = []

    package init(title: String?, count: Int?, first: CatalogTrack, rest: AsyncStream<[CatalogTrack]>) {
        self.title = title
        self.count = count
        self.first = first
        self.rest = rest
    }

    /// The list from its second entry on; nil where there is none.
    func withoutFirst() async -> TrackList? {
        var pages = rest.makeAsyncIterator()
        while let page = await pages.next() {
            guard let second = page.first else { continue }
            let (others, more) = AsyncStream.makeStream(of: [CatalogTrack].self)
            if page.count > 1 { more.yield(Array(page.dropFirst())) }
            more.finish()
            let tail = rest
            return TrackList(
                title: title, count: count.map { $0 - 1 }, first: second,
                rest: AsyncStream {
                    var waiting = others.makeAsyncIterator()
                    if let page = await waiting.next() { return page }
                    var pages = tail.makeAsyncIterator()
                    return await pages.next()
                })
        }
        return nil
    }
}
