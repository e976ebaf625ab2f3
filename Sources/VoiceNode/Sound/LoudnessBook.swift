internal import Audio
internal import CPOSIX
internal import DiscordTypes
internal import Foundation
internal import Jobs
internal import Logging
internal import Storage
internal import Synchronization

/// How loud tracks are: looked up where they were measured before, otherwise measured ahead of their playing.
///
/// Measuring reads the whole medium once more; one track of a node is measured at a time, on a thread of low priority.
struct LoudnessBook: Sendable {
    /// A stream without an end would never be measured.
    private static let patience: Duration = .seconds(60)
    private static let lasting: Int64 = 90 * 24 * 3_600_000

    var store: (any TrackLoudnessStore)?
    var open: TrackFeeder.Opening
    var options: TrackSource.Options
    var now: @Sendable () -> Int64
    var logger: Logger
    /// One measures, the others wait in the order of their coming.
    private let turns = Turns(1)

    init(
        store: (any TrackLoudnessStore)?, open: @escaping TrackFeeder.Opening, options: TrackSource.Options,
        now: @escaping @Sendable () -> Int64, logger: Logger
    ) {
        self.store = store
        self.open = open
        self.options = options
        self.now = now
        self.logger = logger
    }

    /// Nil where it can't be told. Ends early, with nil, when the task is cancelled.
    func loudness(of media: RequestedMedia, for requester: UserID) async -> TrackLoudness? {
        guard let track = try? media.json() else { return nil }
        if let known = await known(track) {
            return known.integrated.map { .init(integrated: $0, truePeak: known.truePeak) }
        }
        guard let measured = await measured(media, for: requester) else { return nil }
        let record = TrackLoudnessRecord(
            track: track, integrated: measured.value?.integrated, truePeak: measured.value?.truePeak,
            expiresAt: now() + Self.lasting)
        do {
            try await store?.keep(record)
        } catch {
            logger.warning("a track's loudness was not stored", metadata: ["error": "\(error)"])
        }
        return measured.value
    }

    private func known(_ track: String) async -> TrackLoudnessRecord? {
        do {
            return try await store?.loudness(of: track)
        } catch {
            logger.warning("a track's loudness could not be looked up", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private struct Measured: Sendable { let value: TrackLoudness? }

    /// Nil where measuring failed or was given up, which says nothing about the track.
    private func measured(_ media: RequestedMedia, for requester: UserID) async -> Measured? {
        guard await turns.take() else { return nil }
        defer { turns.giveBack() }
        let isCancelled = Flag()
        let deadline = ContinuousClock.now + Self.patience
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let thread = Thread {
                    unsafe cposix_set_thread_name("loudness")
                    do {
                        let reader = try open(media, requester)
                        defer { reader.cancel() }
                        let source = try TrackSource.open(reader, options)
                        defer { source.close() }
                        let value = try LoudnessScan.measure(source, while: { !isCancelled.isSet && .now < deadline })
                        continuation.resume(returning: Measured(value: value))
                    } catch {
                        logger.debug("a track was not measured", metadata: ["reason": "\(error)"])
                        continuation.resume(returning: nil)
                    }
                }
                thread.stackSize = 512 * 1024
                thread.qualityOfService = .utility
                thread.start()
            }
        } onCancel: {
            isCancelled.set()
        }
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .relaxed) }
        func set() { value.store(true, ordering: .relaxed) }
    }
}
