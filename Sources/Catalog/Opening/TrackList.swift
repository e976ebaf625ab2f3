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

    package init(title: String?, count: Int?, first: CatalogTrack, rest: AsyncStream<[CatalogTrack]>) {
        self.title = title
        self.count = count
        self.first = first
        self.rest = rest
    }
}
