/// How fast and how high a track is played.
package struct Timescale: Hashable, Sendable {
    package static let original = Timescale(speed: 1, semitones: 0)

    package var speed: Double
    package var semitones: Double

    package init(speed: Double, semitones: Double) {
        self.speed = speed
        self.semitones = semitones
    }

    /// What a list of effects asks for.
    package init(_ effects: [Effect]) {
        self = .original
        for effect in effects {
            if case .timescale(let speed, let semitones) = effect.clamped {
                self = Timescale(speed: speed, semitones: semitones)
            }
        }
    }
}
