internal import Foundation
internal import Jobs

/// What is known of a track once it was opened.
struct TrackMetadata: Sendable, Equatable {
    var title: String
    var artist: String?
    /// A page people may open; nil for uploads.
    var link: String?
    /// Nil where the container doesn't tell, and for endless streams.
    var duration: Duration?

    /// The medium's own tags, or else what its name suggests.
    init(media: RequestedMedia, title: String?, artist: String?, duration: Duration?) {
        self.title = title.flatMap { Self.cleaned($0) } ?? media.suggestedTitle
        self.artist = artist.flatMap { Self.cleaned($0) }
        self.duration = duration
        switch media {
        case .url(let url): link = url
        case .attachment: link = nil
        }
    }

    /// One line of at most 200 characters; nil where nothing readable is left.
    private static func cleaned(_ text: String) -> String? {
        let printable = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        let line = String(printable).split(separator: " ").joined(separator: " ")
        return line.isEmpty ? nil : String(line.prefix(200))
    }
}

extension RequestedMedia {
    /// The file's name without folder, ending and percent signs; the host where there is none.
    var suggestedTitle: String {
        switch self {
        case .attachment(let attachment): Self.withoutEnding(attachment.filename)
        case .url(let text):
            if let url = URL(string: text), url.lastPathComponent.count > 1 {
                Self.withoutEnding(url.lastPathComponent)
            } else {
                URL(string: text)?.host ?? text
            }
        }
    }

    private static func withoutEnding(_ name: String) -> String {
        let base = (name as NSString).deletingPathExtension
        let text = (base.isEmpty ? name : base).replacingOccurrences(of: "_", with: " ")
        return String(text.prefix(200))
    }
}
