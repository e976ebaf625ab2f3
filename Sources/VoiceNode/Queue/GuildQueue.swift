internal import Catalog
internal import DiscordTypes
internal import Jobs
internal import Storage

/// A guild's queue as a value, without I/O.
///
/// The player changes a copy, stores the difference (`changes(since:)`), and only then takes the copy over: what is in memory is
/// never ahead of what is on disk. An entry is queued, played or removed, one of the three at any time. Entry ids count up and are
/// never used again; `order` decides the sequence.
struct GuildQueue: Sendable, Equatable {
    /// Entries a queue may hold.
    static let limit = 10_000
    /// Played entries that are remembered.
    static let historyLimit = 100
    /// Changes that can be undone, one after the other.
    static let undoLimit = 10
    /// Room between neighbours, so that an entry can be put between two others.
    static let spacing: Int64 = 1 << 16

    var playback: GuildPlaybackRecord
    /// What is queued, the current entry included, in playing order.
    var entries: [QueueEntryRecord] = []
    /// What was played, the latest last.
    var history: [QueueEntryRecord] = []
    /// What was taken out and can come back, by id.
    var removed: [QueueEntryRecord] = []
    /// The latest last.
    var undo: [UndoStep] = []
    /// Lists of which entries are still to come.
    var lists: [UnfinishedList] = []

    /// A new one. `volume` is in percent; nil: the original's.
    init(guild: GuildID, epoch: Int64, volume: Int? = nil) {
        playback = GuildPlaybackRecord(guild: guild, epoch: epoch)
        guard let volume else { return }
        var sound = SoundSettings()
        sound.apply(.volume(percent: volume))
        playback.sound = sound.isOriginal ? nil : try? sound.json()
    }

    /// What a store held, taken over under a new epoch.
    init(_ record: GuildQueueRecord, epoch: Int64) {
        playback = record.playback
        playback.epoch = epoch
        for entry in record.entries {
            switch entry.standing {
            case .queued: entries.append(entry)
            case .played: history.append(entry)
            case .removed: removed.append(entry)
            }
        }
        sort()
        history.sort { ($0.endedAt ?? 0, $0.id) < ($1.endedAt ?? 0, $1.id) }
        removed.sort { $0.id < $1.id }
        // A newer build may have steps that this one can't undo.
        undo = record.undo.flatMap { try? [UndoStep](json: $0) } ?? []
        lists = record.lists.flatMap { try? [UnfinishedList](json: $0) } ?? []
    }

    var current: QueueEntryRecord? {
        playback.current.flatMap { current in entries.first { $0.id == current } }
    }

    /// The entries behind the current one.
    var waiting: [QueueEntryRecord] { entries.filter { $0.id != playback.current } }

    /// What plays when the current entry has come to its end; perhaps the current entry once more.
    var following: QueueEntryRecord? {
        switch loop {
        case .track: current
        case .queue: waiting.first ?? current
        case .off: waiting.first
        }
    }

    var loop: LoopMode { playback.loop.flatMap { LoopMode(rawValue: $0) } ?? .off }

    var isFull: Bool { entries.count >= Self.limit }

    /// The place of a request, taken when it arrives: requests keep their order however long each takes to open.
    mutating func reservePlace() -> EntryOrder {
        defer { playback.nextEntry += 1 }
        return EntryOrder(
            entry: playback.nextEntry,
            order: max(playback.nextEntry * Self.spacing, (entries.last?.order ?? 0) + Self.spacing))
    }

    /// Gives each entry an id and a place at the end.
    mutating func placed(_ added: [QueueEntryRecord]) -> [QueueEntryRecord] {
        added.map { entry in
            var entry = entry
            let place = reservePlace()
            (entry.id, entry.order) = (place.entry, place.order)
            return entry
        }
    }

    /// Gives a station's entry the title of what it plays; its own name moves to the artist.
    mutating func retitle(_ entry: Int64, _ title: String, at now: Int64) {
        guard let index = entries.firstIndex(where: { $0.id == entry }), entries[index].title != title else { return }
        entries[index].artist = entries[index].artist ?? entries[index].title
        entries[index].title = title
        playback.updatedAt = now
    }

    /// Gives an entry another medium in its place.
    mutating func replace(
        _ entry: Int64, by media: String, title: String, artist: String?, link: String?, _ milliseconds: Int64?
    ) {
        guard let index = entries.firstIndex(where: { $0.id == entry }) else { return }
        entries[index].media = media
        entries[index].title = title
        entries[index].artist = artist
        entries[index].link = link
        entries[index].durationMilliseconds = milliseconds
    }

    /// Makes the entry another member's, with whose account it is opened from then on.
    mutating func assign(_ entry: Int64, to requester: Requester) {
        guard let index = entries.firstIndex(where: { $0.id == entry }) else { return }
        entries[index].requester = requester.user
        entries[index].requesterName = requester.name
    }

    /// How many entries play before this one.
    func entriesAhead(of entry: Int64) -> Int {
        guard entry != playback.current else { return 0 }
        let before = waiting.prefix { $0.id != entry }.count
        return before + (playback.current == nil ? 0 : 1)
    }

    /// How far the current entry is; stored with the next change.
    mutating func notePosition(_ positionFrames: Int64) {
        playback.positionFrames = positionFrames
    }

    /// How it sounds; what the record's text doesn't tell is as at the beginning.
    var sound: SoundSettings { playback.sound.flatMap { try? SoundSettings(json: $0) } ?? SoundSettings() }

    mutating func setVolume(_ percent: Int, at now: Int64) {
        var changed = sound
        changed.apply(.volume(percent: percent))
        setSound(changed, at: now)
    }

    mutating func setSound(_ sound: SoundSettings, at now: Int64) {
        playback.sound = sound.isOriginal ? nil : try? sound.json()
        playback.updatedAt = now
    }

    mutating func setPaused(_ paused: Bool, positionFrames: Int64, at now: Int64) {
        playback.paused = paused
        playback.positionFrames = positionFrames
        playback.updatedAt = now
    }

    /// The channel the bot plays in; nil where it has left. The position is kept for its return.
    mutating func setVoiceChannel(_ channel: ChannelID?, positionFrames: Int64, at now: Int64) {
        playback.voiceChannel = channel
        playback.positionFrames = positionFrames
        playback.updatedAt = now
    }

    /// Ids below `next` were given out although nothing was stored with them.
    mutating func raiseNextEntry(to next: Int64) {
        playback.nextEntry = max(playback.nextEntry, next)
    }

    /// Where notices go; stored with the next change.
    mutating func setTextChannel(_ channel: ChannelID?) {
        if let channel { playback.textChannel = channel }
    }

    mutating func setLoop(_ mode: LoopMode) {
        playback.loop = mode == .off ? nil : mode.rawValue
    }

    mutating func setAutoplay(_ isOn: Bool) {
        playback.autoplay = isOn
    }

    /// Lets go of a member's entries of before a time. The current one plays on and is nobody's.
    mutating func forget(_ member: UserID, before time: Int64) {
        let isForgotten = { (entry: QueueEntryRecord) in entry.isOf(member, before: time) }
        history.removeAll(where: isForgotten)
        removed.removeAll(where: isForgotten)
        undo.removeAll { $0.member == member }
        lists.removeAll { $0.isOf(member, before: time) }
        let current = playback.current
        entries.removeAll { $0.id != current && isForgotten($0) }
        if let index = entries.firstIndex(where: isForgotten) { entries[index].becomeNobodys() }
    }

    /// Whether there is something to forget.
    func remembers(_ member: UserID, before time: Int64) -> Bool {
        undo.contains { $0.member == member } || lists.contains { $0.isOf(member, before: time) }
            || (entries + history + removed).contains { $0.isOf(member, before: time) }
    }

    mutating func sort() {
        entries.sort { ($0.order, $0.id) < ($1.order, $1.id) }
    }
}

extension QueueEntryRecord {
    fileprivate func isOf(_ member: UserID, before time: Int64) -> Bool {
        requester == member && endedAt ?? addedAt < time
    }

    /// Neither whose it was nor with whose account it was found is known any more.
    mutating func becomeNobodys() {
        requester = .nobody
        requesterName = ""
        guard case .track(let track)? = try? RequestedMedia(json: media), track.account != nil,
            let withoutAccount = try? RequestedMedia.track(track.withoutAccount).json()
        else { return }
        media = withoutAccount
    }
}
