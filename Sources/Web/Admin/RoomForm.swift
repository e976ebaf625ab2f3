internal import DiscordTypes
internal import HTTPServer
internal import Jobs
internal import Text

/// The rules of a room as a form has them: what is shown, what was typed, and what is to be mended.
struct RoomForm: Sendable {
    /// A number as typed; empty: the usual.
    struct Field: Sendable {
        var value: String
        var error: String?

        init(_ number: Int?) { value = number.map { "\($0)" } ?? "" }
        init(text: String) { value = text }
    }

    /// Ids; empty: everybody, anywhere, the usual.
    var role: String
    var channel: String
    var locale: String
    var votes: Field
    var tracks: Field
    var minutes: Field
    var leaving: Field
    var volume: Field
    var isFair: Bool
    var allowsDuplicates: Bool
    var stays: Bool
    var announces: Bool
    var showsStatus: Bool
    /// One a line.
    var blocked: Field

    init(_ rules: RoomSettings) {
        role = rules.djRole.map { "\($0)" } ?? ""
        channel = rules.textChannel.map { "\($0)" } ?? ""
        locale = rules.locale ?? ""
        votes = Field(rules.votePercent)
        tracks = Field(rules.tracksPerMember)
        minutes = Field(rules.minutesPerTrack)
        leaving = Field(rules.leaveAfter)
        volume = Field(rules.volume)
        isFair = rules.isFair ?? false
        allowsDuplicates = rules.refusesDuplicates != true
        stays = rules.stays ?? false
        announces = rules.announces ?? true
        showsStatus = rules.showsStatus ?? false
        blocked = Field(text: (rules.blocked ?? []).joined(separator: "\n"))
    }

    init(_ form: Form) {
        func typed(_ name: String) -> Field { Field(text: Self.line(form[name])) }
        role = Self.line(form["dj_role"])
        channel = Self.line(form["text_channel"])
        locale = Self.line(form["language"])
        (votes, tracks, minutes) = (typed("votes"), typed("tracks"), typed("minutes"))
        (leaving, volume) = (typed("leave_after"), typed("volume"))
        isFair = form.isTicked("fair")
        allowsDuplicates = form.isTicked("duplicates")
        stays = form.isTicked("stays")
        announces = form.isTicked("announces")
        showsStatus = form.isTicked("status")
        blocked = Field(text: StrangerText.lines(form["blocked"] ?? "", limit: 12_000))
    }

    var hasErrors: Bool {
        [votes, tracks, minutes, leaving, volume, blocked].contains { $0.error != nil }
    }

    /// What the form changes of the rules that its page showed: only that is sent, so that a change made meanwhile in Discord
    /// stays. Fields with errors change nothing. Throws 400 for what no page of ours sends.
    mutating func change(from shown: RoomSettings) throws(HTTPError) -> RoomChange {
        var change = RoomChange()
        Self.number(&votes, RoomSettings.votePercents, shown, \.votePercent, "votePercent", &change)
        Self.number(&tracks, RoomSettings.trackNumbers, shown, \.tracksPerMember, "tracksPerMember", &change)
        Self.number(&minutes, RoomSettings.trackMinutes, shown, \.minutesPerTrack, "minutesPerTrack", &change)
        Self.number(&leaving, RoomSettings.leaveSeconds, shown, \.leaveAfter, "leaveAfter", &change)
        Self.number(&volume, RoomSettings.volumes, shown, \.volume, "volume", &change)
        let before = RoomForm(shown)
        if isFair != before.isFair { change.set.isFair = isFair }
        if allowsDuplicates != before.allowsDuplicates { change.set.refusesDuplicates = !allowsDuplicates }
        if stays != before.stays { change.set.stays = stays }
        if announces != before.announces { change.set.announces = announces }
        if showsStatus != before.showsStatus { change.set.showsStatus = showsStatus }
        if role != before.role { change.set.djRole = try Self.chosen(role, "djRole", &change) { RoleID($0) } }
        if channel != before.channel {
            change.set.textChannel = try Self.chosen(channel, "textChannel", &change) { ChannelID($0) }
        }
        if locale != before.locale {
            change.set.locale = try Self.chosen(locale, "locale", &change) { text in
                RoomSettings.languages.first { $0.locale == text }?.locale
            }
        }
        changeBlocked(before, &change)
        return change
    }

    private mutating func changeBlocked(_ before: RoomForm, _ change: inout RoomChange) {
        let words = blockedWords
        if words.count > RoomSettings.blockedLimit {
            blocked.error = "At most \(RoomSettings.blockedLimit) lines."
        } else if let long = words.first(where: { $0.count > RoomSettings.blockedLength }) {
            blocked.error = "“\(long.prefix(30))…” is longer than \(RoomSettings.blockedLength) characters."
        } else if words != before.blockedWords {
            if words.isEmpty { change.reset.append("blocked") } else { change.set.blocked = words }
        }
    }

    private var blockedWords: [String] {
        var words: [String] = []
        for line in blocked.value.split(whereSeparator: \.isNewline) {
            let word = Self.line(String(line))
            if !word.isEmpty, !words.contains(where: { $0.lowercased() == word.lowercased() }) { words.append(word) }
        }
        return words
    }

    private static func number(
        _ field: inout Field, _ range: ClosedRange<Int>, _ shown: RoomSettings,
        _ part: WritableKeyPath<RoomSettings, Int?>, _ name: String, _ change: inout RoomChange
    ) {
        let before = shown[keyPath: part]
        guard !field.value.isEmpty else {
            if before != nil { change.reset.append(name) }
            return
        }
        guard let value = Int(field.value), range.contains(value) else {
            field.error = "A whole number from \(range.lowerBound) to \(range.upperBound), or nothing."
            return
        }
        if value != before { change.set[keyPath: part] = value }
    }

    private static func chosen<Value>(
        _ text: String, _ name: String, _ change: inout RoomChange, _ read: (String) -> Value?
    ) throws(HTTPError) -> Value? {
        guard !text.isEmpty else {
            change.reset.append(name)
            return nil
        }
        guard let value = read(text) else { throw HTTPError(.badRequest, "There is no such choice.") }
        return value
    }

    private static func line(_ text: String?) -> String {
        StrangerText.line(text ?? "", limit: RoomSettings.blockedLength + 1)
    }
}
