/// A playlist of HTTP Live Streaming (RFC 8216), as far as sound needs it. Addresses are as written, to be resolved against
/// the playlist's own.
enum HLSPlaylist: Equatable {
    case main(variants: [Variant], renditions: [Rendition])
    case media(Media)

    struct Variant: Equatable {
        var address: String
        /// Bits a second at most.
        var bandwidth: Int
        var codecs: [String]
        var audioGroup: String?
        var hasResolution: Bool

        /// Sound alone, as far as the playlist tells.
        var isAudioOnly: Bool {
            guard !hasResolution, !codecs.isEmpty else { return false }
            return codecs.allSatisfy { codec in
                ["mp4a", "opus", "ac-3", "ec-3", "flac", "mp3"].contains { codec.hasPrefix($0) }
            }
        }
    }

    /// An EXT-X-MEDIA of the type AUDIO.
    struct Rendition: Equatable {
        var group: String
        /// Nil where the sound is in the variant's own segments.
        var address: String?
        var isDefault: Bool
    }

    struct Media: Equatable {
        /// Seconds no segment exceeds (rounded).
        var targetDuration = 10.0
        var segments: [Segment] = []
        /// No segment will be added.
        var isEnded = false

        /// Seconds.
        var duration: Double { segments.reduce(0) { $0 + $1.duration } }
    }

    struct Segment: Equatable {
        var address: String
        /// Seconds.
        var duration: Double
        var sequence: UInt64
        var range: ByteRange?
        /// Nil where it is not encrypted.
        var key: Key?
        var map: Map?
    }

    struct ByteRange: Equatable {
        var first: UInt64
        var count: UInt64
    }

    struct Key: Equatable {
        var address: String
        /// Nil: the segment's sequence number.
        var initialisation: [UInt8]?
    }

    /// What a decoder must see before the segments.
    struct Map: Equatable {
        var address: String
        var range: ByteRange?
    }
}

/// Why a stream in segments can't be played.
package enum HLSError: Error, Hashable, Sendable {
    case malformed(line: Int)
    /// More lines, segments or bytes than a stream of sound can have.
    case tooLarge
    /// Another encryption than whole segments by AES-128: DRM.
    case encryption(String)
    /// A key that is no key, or a segment that it doesn't open.
    case wrongKey
    case noSegments
}
