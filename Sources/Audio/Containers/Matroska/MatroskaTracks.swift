/// The elements' identifiers used here. Source: RFC 9559 §5.
enum MatroskaID {
    static let ebml: UInt32 = 0x1A45_DFA3
    static let segment: UInt32 = 0x1853_8067
    static let info: UInt32 = 0x1549_A966
    static let timestampScale: UInt32 = 0x2A_D7B1
    static let duration: UInt32 = 0x4489
    static let title: UInt32 = 0x7BA9
    static let tracks: UInt32 = 0x1654_AE6B
    static let trackEntry: UInt32 = 0xAE
    static let trackNumber: UInt32 = 0xD7
    static let flagEnabled: UInt32 = 0xB9
    static let flagDefault: UInt32 = 0x88
    static let codecID: UInt32 = 0x86
    static let codecPrivate: UInt32 = 0x63A2
    static let codecDelay: UInt32 = 0x56AA
    static let contentEncodings: UInt32 = 0x6D80
    static let audio: UInt32 = 0xE1
    static let channels: UInt32 = 0x9F
    static let tags: UInt32 = 0x1254_C367
    static let tag: UInt32 = 0x7373
    static let simpleTag: UInt32 = 0x67C8
    static let tagName: UInt32 = 0x45A3
    static let tagString: UInt32 = 0x4487
    static let cluster: UInt32 = 0x1F43_B675
    static let clusterTimestamp: UInt32 = 0xE7
    static let seekHead: UInt32 = 0x114D_9B74
    static let seek: UInt32 = 0x4DBB
    static let seekID: UInt32 = 0x53AB
    static let seekPosition: UInt32 = 0x53AC
    static let cues: UInt32 = 0x1C53_BB6B
    static let cuePoint: UInt32 = 0xBB
    static let cueTime: UInt32 = 0xB3
    static let cueTrackPositions: UInt32 = 0xB7
    static let cueClusterPosition: UInt32 = 0xF1
    static let simpleBlock: UInt32 = 0xA3
    static let blockGroup: UInt32 = 0xA0
    static let block: UInt32 = 0xA1
    static let discardPadding: UInt32 = 0x75A2
}

/// An Opus track of a Matroska medium. Source: RFC 9559 §5.1.4.1, "Matroska Codec Mappings" (A_OPUS).
struct MatroskaTrack: Equatable {
    let number: UInt64
    let head: OpusHead
    let isDefault: Bool

    /// The track to play: the first default one, else the first. Tracks that are switched off, or whose packets are
    /// compressed or encrypted, do not count.
    static func choose(from tracks: EBMLElement) -> MatroskaTrack? {
        let candidates = tracks.children.filter { $0.identifier == MatroskaID.trackEntry }.compactMap(Self.init(entry:))
        return candidates.first(where: \.isDefault) ?? candidates.first
    }

    private init?(entry: EBMLElement) {
        var number: UInt64?
        var codec = ""
        var stated: OpusHead?
        var delay: UInt64 = 0
        var channels: UInt64 = 1
        var isDefault = true
        for child in entry.children {
            switch child.identifier {
            case MatroskaID.trackNumber: number = child.unsigned
            case MatroskaID.codecID: codec = child.text
            case MatroskaID.codecPrivate: stated = OpusHead(parsing: Array(child.body).span)
            case MatroskaID.codecDelay: delay = child.unsigned ?? 0
            case MatroskaID.flagDefault: isDefault = child.unsigned != 0
            case MatroskaID.flagEnabled: guard child.unsigned != 0 else { return nil }
            case MatroskaID.contentEncodings: return nil
            case MatroskaID.audio:
                channels = child.children.first { $0.identifier == MatroskaID.channels }?.unsigned ?? 1
            default: break
            }
        }
        guard codec == "A_OPUS", let number else { return nil }
        self.number = number
        self.isDefault = isDefault
        head = stated ?? OpusHead(channels: Int(min(channels, 255)), preSkip: Self.samples(nanoseconds: delay))
    }

    /// How many samples at 48 kHz take so long; at most one second's worth.
    static func samples(nanoseconds: UInt64) -> Int {
        Int((min(nanoseconds, 1_000_000_000) * 48 + 500_000) / 1_000_000)
    }
}

extension MediaFacts {
    mutating func take(info: EBMLElement) {
        var scale: UInt64 = 1_000_000
        var length: Double?
        for child in info.children {
            switch child.identifier {
            case MatroskaID.timestampScale: scale = child.unsigned ?? scale
            case MatroskaID.duration: length = child.float
            case MatroskaID.title: tags.take(name: "title", value: child.text)
            default: break
            }
        }
        if let length { take(units: length * Double(scale), perSecond: 1e9) }
    }

    mutating func take(tags element: EBMLElement) {
        for tag in element.children where tag.identifier == MatroskaID.tag {
            for simple in tag.children where simple.identifier == MatroskaID.simpleTag {
                let children = simple.children
                guard let name = children.first(where: { $0.identifier == MatroskaID.tagName }),
                    let value = children.first(where: { $0.identifier == MatroskaID.tagString })
                else { continue }
                tags.take(name: name.text, value: value.text)
            }
        }
    }
}
