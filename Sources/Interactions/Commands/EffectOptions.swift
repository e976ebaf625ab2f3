internal import Audio
internal import DiscordTypes
internal import Jobs

/// The effects one by one, as options of `/effects`. Each joins the others that are on; what changes nothing takes it away.
enum EffectOptions {
    private static let swing = 6.0

    static let all = [
        speed, pitch, equalizer, bass, rotation, karaoke, tremolo, vibrato, lowPass, mono, reverb,
    ]

    /// Speed and pitch are set together: what is left out is as it was made.
    static func areOfOneEffect(_ names: [String]) -> Bool {
        Set(names).isSubset(of: [speed.registeredName, pitch.registeredName])
    }

    /// Nil where none of them is used.
    static func plan(_ context: CommandContext) -> Command.Plan? {
        guard let option = all.first(where: { context.use[$0.registeredName] != nil }) else { return nil }
        if let range = option.range, let number = context.integer(option), !range.contains(number) {
            return context.refuse(.unknownOption)
        }
        if option.registeredName == equalizer.registeredName {
            guard let gains = context.text(equalizer).flatMap(gains) else { return context.refuse(.badEqualizer) }
            return .job(.sound(.effect(.equalizer(gains))))
        }
        if let isOn = context.boolean(option) { return .job(.sound(change(option, isOn: isOn))) }
        return .job(.sound(change(option, context)))
    }

    private static func change(_ option: Command.Option, isOn: Bool) -> SoundChange {
        if option.registeredName == mono.registeredName { return isOn ? .effect(.mono) : .remove(.mono) }
        return isOn ? .effect(.karaoke(amount: 1)) : .remove(.karaoke)
    }

    private static func change(_ option: Command.Option, _ context: CommandContext) -> SoundChange {
        let number = context.integer(option).map { Double($0) } ?? 0
        switch option.registeredName {
        case bass.registeredName: return .effect(.bassBoost(decibels: number))
        case rotation.registeredName:
            return number == 0 ? .remove(.rotation) : .effect(.rotation(hertz: number / 60))
        case tremolo.registeredName: return .effect(.tremolo(hertz: swing, depth: number / 100))
        case vibrato.registeredName: return .effect(.vibrato(hertz: swing, depth: number / 100))
        case lowPass.registeredName: return number == 0 ? .remove(.lowPass) : .effect(.lowPass(hertz: number))
        case reverb.registeredName: return .effect(.reverb(amount: number / 100))
        default:
            let percent = context.integer(speed).map { Double($0) } ?? 100
            let semitones = context.integer(pitch).map { Double($0) } ?? 0
            return .effect(.timescale(speed: percent / 100, semitones: semitones))
        }
    }

    /// As many numbers as there are bands, or fewer for the lowest ones. Nil for anything else.
    static func gains(_ text: String) -> [Double]? {
        let parts = text.split { $0.isWhitespace || $0 == "," || $0 == ";" }
        let numbers = parts.compactMap { Double($0) }.filter { (-12...12).contains($0) }
        guard (1...Effect.equalizerBands.count).contains(numbers.count), numbers.count == parts.count else {
            return nil
        }
        return numbers + Array(repeating: 0, count: Effect.equalizerBands.count - numbers.count)
    }

    private static let speed = Command.Option(
        kind: .integer, name: [.english: "speed", .german: "tempo"],
        description: [
            .english: "Percent of its speed; the pitch stays", .german: "Prozent des Tempos; die Tonhöhe bleibt",
        ],
        range: 50...200)
    private static let pitch = Command.Option(
        kind: .integer, name: [.english: "pitch", .german: "tonhöhe"],
        description: [
            .english: "Semitones up or down; the speed stays", .german: "Halbtöne höher oder tiefer; das Tempo bleibt",
        ],
        range: -12...12)
    private static let equalizer = Command.Option(
        kind: .text, name: [.english: "equalizer", .german: "equalizer"],
        description: [
            .english: "15 numbers of decibels, the lowest band first, from -12 to 12",
            .german: "15 Zahlen in Dezibel, das tiefste Band zuerst, von -12 bis 12",
        ],
        maximumLength: 100)
    private static let bass = Command.Option(
        kind: .integer, name: [.english: "bass", .german: "bass"],
        description: [
            .english: "Decibels by which the bass is raised", .german: "Dezibel, um die der Bass angehoben wird",
        ],
        range: 0...12)
    private static let rotation = Command.Option(
        kind: .integer, name: [.english: "rotation", .german: "drehung"],
        description: [
            .english: "Turns around you in a minute; 0 switches it off",
            .german: "Drehungen um dich in der Minute; 0 schaltet ab",
        ],
        range: 0...120)
    private static let karaoke = Command.Option(
        kind: .boolean, name: [.english: "karaoke", .german: "karaoke"],
        description: [.english: "Takes out most voices", .german: "Nimmt die meisten Stimmen heraus"])
    private static let tremolo = Command.Option(
        kind: .integer, name: [.english: "tremolo", .german: "tremolo"],
        description: [
            .english: "Percent by which the loudness swings", .german: "Prozent, um die die Lautstärke schwingt",
        ],
        range: 0...100)
    private static let vibrato = Command.Option(
        kind: .integer, name: [.english: "vibrato", .german: "vibrato"],
        description: [
            .english: "Percent of a semitone by which the pitch swings",
            .german: "Prozent eines Halbtons, um die die Tonhöhe schwingt",
        ],
        range: 0...100)
    private static let lowPass = Command.Option(
        kind: .integer, name: [.english: "low-pass", .german: "tiefpass"],
        description: [
            .english: "Hertz above which it gets quiet, from 200; 0 switches it off",
            .german: "Hertz, über denen es leise wird, ab 200; 0 schaltet ab",
        ],
        range: 0...20_000)
    private static let mono = Command.Option(
        kind: .boolean, name: [.english: "mono", .german: "mono"],
        description: [.english: "The same on both sides", .german: "Auf beiden Seiten dasselbe"])
    private static let reverb = Command.Option(
        kind: .integer, name: [.english: "reverb", .german: "hall"],
        description: [.english: "Percent of a hall's echo", .german: "Prozent Hall"], range: 0...100)
}
