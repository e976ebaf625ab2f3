internal import DiscordTypes
internal import Jobs
internal import Storage

/// A guild's queue as a value: each method changes it and returns what must be stored for the change to last.
///
/// The player changes a copy, stores the changes, and only then takes the copy over: what is in memory is never ahead of what
/// is on disk. Entry ids count up and are never reused; `order` decides the sequence.
struct GuildQueue: Sendable, Equatable {
    /// Entries a queue may hold.
    static let limit = 10_000
    /// Room between neighbours, so that an entry can be put between two others.
    static let spacing: Int64 = 1 << 16

    private(set) var playback: GuildPlaybackRecord
    /// All entries, the current one included, in playing order.
    private(set) var entries: [QueueEntryRecord]

    init(guild: GuildID, epoch: Int64) {
        playback = GuildPlaybackRecord(guild: guild, epoch: epoch)
        entries = []
    }

    /// What a store held, taken over under a new epoch.
    init(_ record: GuildQueueRecord, epoch: Int64) {
        playback = record.playback
        playback.epoch = epoch
        entries = record.entries.sorted { ($0.order, $0.id) < ($1.order, $1.id) }
    }

    var current: QueueEntryRecord? {
        playback.current.flatMap { current in entries.first { $0.id == current } }
    }

    /// The entries behind the current one.
    var waiting: [QueueEntryRecord] { entries.filter { $0.id != playback.current } }

    var isFull: Bool { entries.count >= Self.limit }

    /// The place of a request, taken when it arrives: requests keep their order however long each takes to open.
    mutating func reservePlace() -> Int64 {
        defer { playback.nextEntry += 1 }
        return playback.nextEntry
    }

    /// Puts an entry at its place. The first of an empty queue becomes the current one.
    mutating func insert(_ entry: QueueEntryRecord, at now: Int64) -> [QueueChange] {
        let index = entries.firstIndex { ($0.order, $0.id) > (entry.order, entry.id) } ?? entries.endIndex
        entries.insert(entry, at: index)
        if playback.current == nil {
            playback.current = entry.id
            playback.positionFrames = 0
        }
        playback.updatedAt = now
        return [.insert([entry]), .playback(playback)]
    }

    /// Puts entries at the end, each with a new id.
    mutating func append(_ added: [QueueEntryRecord], at now: Int64) -> [QueueChange] {
        let placed = added.map { entry in
            var entry = entry
            entry.id = reservePlace()
            entry.order = max(entry.id * Self.spacing, (entries.last?.order ?? 0) + Self.spacing)
            entries.append(entry)
            return entry
        }
        guard let first = placed.first else { return [] }
        if playback.current == nil {
            playback.current = first.id
            playback.positionFrames = 0
        }
        playback.updatedAt = now
        return [.insert(placed), .playback(playback)]
    }

    /// Gives a station's entry the title of what it plays; its own name moves to the artist.
    mutating func retitle(_ entry: Int64, _ title: String, at now: Int64) -> [QueueChange] {
        guard let index = entries.firstIndex(where: { $0.id == entry }), entries[index].title != title else {
            return []
        }
        entries[index].artist = entries[index].artist ?? entries[index].title
        entries[index].title = title
        playback.updatedAt = now
        return [.insert([entries[index]]), .playback(playback)]
    }

    /// How many entries play before this one.
    func entriesAhead(of entry: Int64) -> Int {
        guard entry != playback.current else { return 0 }
        let before = waiting.prefix { $0.id != entry }.count
        return before + (playback.current == nil ? 0 : 1)
    }

    /// Removes the current entry; the one behind it becomes the current.
    mutating func advance(at now: Int64) -> [QueueChange] {
        guard let ended = playback.current else { return [] }
        let next = waiting.first?.id
        entries.removeAll { $0.id == ended }
        playback.current = next
        playback.positionFrames = 0
        playback.updatedAt = now
        return [.remove([ended]), .playback(playback)]
    }

    /// Removes everything behind the current entry.
    mutating func clearWaiting(at now: Int64) -> [QueueChange] {
        entries.removeAll { $0.id != playback.current }
        playback.updatedAt = now
        return [.removeAll(except: playback.current), .playback(playback)]
    }

    /// Removes everything and forgets the channel.
    mutating func clearAll(at now: Int64) -> [QueueChange] {
        entries = []
        playback.current = nil
        playback.positionFrames = 0
        playback.paused = false
        playback.voiceChannel = nil
        playback.updatedAt = now
        return [.removeAll(except: nil), .playback(playback)]
    }

    /// How far the current entry is; stored with the next change.
    mutating func notePosition(_ positionFrames: Int64) {
        playback.positionFrames = positionFrames
    }

    /// How it sounds; what the record's text doesn't tell is as at the beginning.
    var sound: SoundSettings { playback.sound.flatMap { try? SoundSettings(json: $0) } ?? SoundSettings() }

    mutating func setSound(_ sound: SoundSettings, at now: Int64) -> [QueueChange] {
        playback.sound = sound.isOriginal ? nil : try? sound.json()
        playback.updatedAt = now
        return [.playback(playback)]
    }

    mutating func setPaused(_ paused: Bool, positionFrames: Int64, at now: Int64) -> [QueueChange] {
        playback.paused = paused
        playback.positionFrames = positionFrames
        playback.updatedAt = now
        return [.playback(playback)]
    }

    /// The channel the bot plays in; nil where it has left. The position is kept for its return.
    mutating func setVoiceChannel(_ channel: ChannelID?, positionFrames: Int64, at now: Int64) -> [QueueChange] {
        playback.voiceChannel = channel
        playback.positionFrames = positionFrames
        playback.updatedAt = now
        return [.playback(playback)]
    }

    /// Ids below `next` were given out although nothing was stored with them.
    mutating func raiseNextEntry(to next: Int64) {
        playback.nextEntry = max(playback.nextEntry, next)
    }

    /// Where notices go; stored with the next change.
    mutating func setTextChannel(_ channel: ChannelID?) {
        if let channel { playback.textChannel = channel }
    }
}
