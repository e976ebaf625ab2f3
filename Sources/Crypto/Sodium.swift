internal import CSodium

/// libsodium's one-time start: it chooses the implementations that suit this processor.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    /// To be called before anything that depends on the random source or on speed. Cheap after the first time.
    static func start() {
        precondition(isReady, "libsodium could not be initialised: the system has no source of randomness")
    }
}
