/// The bits of op 5.
package struct SpeakingFlags: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    package static let microphone = Self(rawValue: 1)
}
