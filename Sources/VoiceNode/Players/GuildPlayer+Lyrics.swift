internal import Jobs
internal import Logging
internal import Storage

extension GuildPlayer {
    /// Answers with the current track's words. Nobody else waits for the service that knows them.
    func tellLyrics(_ job: PlaybackJob) {
        let (current, position) = (queue.current.map { TrackSummary($0) }, positionFrames * 20)
        let (find, complete, logger) = (environment.findLyrics, environment.complete, environment.logger)
        // Whoever asked waits for the outcome.
        Task.detached {
            guard let track = current else { return await complete(job.id, .failed(.nothingPlaying)) }
            do {
                guard let found = try await find(track) else {
                    return await complete(job.id, .failed(.refused(.noLyrics(title: track.title))))
                }
                await complete(
                    job.id,
                    .library(
                        .lyrics(
                            Lyrics(
                                track: track, lines: found.lines, plain: found.plain, positionMilliseconds: position))))
            } catch {
                logger.info("lyrics can't be had", metadata: ["error": "\(error)"])
                await complete(job.id, .failed(.refused(.lyricsUnavailable)))
            }
        }
    }
}
