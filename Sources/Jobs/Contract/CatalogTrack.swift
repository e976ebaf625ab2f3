package import DiscordTypes

/// A track as the catalogue knows it: enough to name it and to open it again later.
///
/// Part of what is stored and sent: it only ever grows, by optional members.
package struct CatalogTrack: Codable, Hashable, Sendable {
    /// Where a track comes from.
    package enum Service: String, Codable, Sendable, CaseIterable {
        case youtube, soundcloud, spotify, appleMusic
        /// Any other site that yt-dlp knows; `site` names it.
        case site
        /// A medium behind an address of its own.
        case web
        /// A station, which has no end.
        case radio
    }

    package var service: Service
    /// The service's own id; the address where there is none.
    package var id: String
    package var title: String
    package var artist: String?
    package var album: String?
    /// The page people may open; for `web` and `radio` the medium itself.
    package var link: String?
    /// Nil where it is unknown or endless.
    package var durationMilliseconds: Int64?
    /// International Standard Recording Code (ISO 3901), 12 characters.
    package var isrc: String?
    package var artwork: String?
    /// The site's name, such as `Bandcamp`, where the service alone doesn't tell it.
    package var site: String?
    /// A broadcast under way.
    package var isLive: Bool?
    /// The artist's own or another checked channel.
    package var isVerified: Bool?
    /// Its service gives only the beginning away.
    package var isPreview: Bool?
    /// Its site shows it to whoever has its address, and to nobody else.
    package var isUnlisted: Bool?
    /// The member whose account found it and opens it; nil where no account is needed.
    package var account: UserID?
    /// Where it begins, as the link that asked for it said; nil: at the beginning.
    package var startMilliseconds: Int64?

    package init(service: Service, id: String, title: String, link: String? = nil) {
        self.service = service
        self.id = id
        self.title = title
        self.link = link
    }
}
