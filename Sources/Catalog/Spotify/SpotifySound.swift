internal import Crypto
internal import DiscordTypes
internal import Jobs
internal import Logging
internal import Synchronization

/// The sound of Spotify's tracks by the operator's ``SoundProgram``, with the account of whoever asks for it and no other.
final class SpotifySound: Sendable {
    let program: SoundProgram
    private let spotify: SpotifyMusic
    private let breaker = Mutex(CircuitBreaker())
    private let logger: Logger

    init(_ program: SoundProgram, _ spotify: SpotifyMusic, logger: Logger) {
        self.program = program
        self.spotify = spotify
        self.logger = logger
    }

    /// The member's own token; nil where they have linked no account that works, or the program failed lately.
    func token(of member: UserID) async -> SecretText? {
        guard breaker.withLock({ $0.admits(at: .now) }) else { return nil }
        return try? await spotify.client.token(of: member)
    }

    /// The track's sound, once its first byte is there; nil where the program does not give it. Throws `CancellationError`.
    /// Blocks the reading thread.
    func open(_ track: CatalogTrack, _ token: SecretText, _ control: ReaderControl) throws -> ProgramReader? {
        do {
            let reader = try ProgramReader(program, track: track.id, token: token)
            control.onCancel { reader.cancel() }
            try reader.begin()
            breaker.withLock { $0.succeeded() }
            return reader
        } catch let error as CancellationError {
            throw error
        } catch {
            breaker.withLock { $0.failed(at: .now) }
            logger.notice("the program for Spotify's sound gave none", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}
