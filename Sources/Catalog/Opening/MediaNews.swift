package import Jobs

/// What a medium tells while it is opened and read.
package enum MediaNews: Sendable, Equatable {
    /// A station plays something new.
    case title(String)
    /// The account that found the track opens it no more; what is read is what everybody hears.
    case playsPublicly(CatalogTrack.Service)
}
