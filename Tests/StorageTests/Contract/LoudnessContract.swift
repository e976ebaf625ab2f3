import Storage
import Testing

@Suite("Contract: track loudness")
struct LoudnessContract {
    let clock = ManualWallClock()

    @Test(arguments: Backend.all)
    func `what was measured is kept until its time has come`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        let loud = TrackLoudnessRecord(
            track: #"{"url":"a"}"#, integrated: -8.25, truePeak: 0.5, expiresAt: clock.now + 1000)
        let silent = TrackLoudnessRecord(track: "b", integrated: nil, truePeak: nil, expiresAt: clock.now + 5000)
        try await stores.loudness.keep(loud)
        try await stores.loudness.keep(silent)
        stores = try await stores.restarted()
        #expect(try await stores.loudness.loudness(of: loud.track) == loud)
        #expect(try await stores.loudness.loudness(of: "b") == silent)
        #expect(try await stores.loudness.loudness(of: "c") == nil)
        var again = loud
        again.integrated = -9
        try await stores.loudness.keep(again)
        #expect(try await stores.loudness.loudness(of: loud.track) == again)
        clock.advance(by: .seconds(1))
        #expect(try await stores.loudness.loudness(of: loud.track) == nil)
        #expect(try await stores.loudness.loudness(of: "b") == silent)
    }

    @Test(arguments: Backend.all)
    func `a guild's sound is kept with its playback`(backend: Backend) async throws {
        var stores = try await backend.open(clock)
        var playback = Samples.playback()
        playback.sound = #"{"volume":80}"#
        try await stores.queues.apply([.playback(playback)], to: Samples.guild, epoch: 1)
        stores = try await stores.restarted()
        #expect(try await stores.queues.queue(of: Samples.guild)?.playback.sound == #"{"volume":80}"#)
        playback.sound = nil
        try await stores.queues.apply([.playback(playback)], to: Samples.guild, epoch: 1)
        #expect(try await stores.queues.queue(of: Samples.guild)?.playback.sound == nil)
    }
}
