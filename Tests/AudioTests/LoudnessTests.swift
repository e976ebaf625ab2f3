import Foundation
import Testing

@testable import Audio

/// Loudness against ffmpeg's own measurement.
struct LoudnessTests {
    /// Music-like sounds of different loudness: tones that come and go over pink noise.
    static let sounds = [
        "-f lavfi -i anoisesrc=color=pink:amplitude=0.5:seed=3:sample_rate=48000:d=12",
        "-f lavfi -i aevalsrc=0.9*sin(997*2*PI*t)|0.9*sin(997*2*PI*t):s=48000:d=8",
        "-f lavfi -i aevalsrc=0.05*sin(150*2*PI*t)*(1+sin(t*5))|0.1*sin(3000*2*PI*t)*gt(sin(t*3)\\,0):s=48000:d=15",
    ]

    /// What ffmpeg's `ebur128` filter tells: integrated loudness and true peak.
    static func reference(_ bytes: [UInt8], _ suffix: String) throws -> (integrated: Double, peak: Double) {
        let file = try Media.store(bytes, suffix)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffmpeg")
        process.arguments = [
            "-nostdin", "-hide_banner", "-nostats", "-i", file.path, "-af", "aresample=48000,ebur128=peak=true", "-f",
            "null", "-",
        ]
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let summary = try #require(text.range(of: "Summary:")).upperBound
        func number(behind label: String) throws -> Double {
            let rest = try #require(text[summary...].range(of: label)).upperBound
            return try #require(Double(text[rest...].drop { $0 == " " }.prefix { !" \n".contains($0) }))
        }
        return (try number(behind: "I:"), try number(behind: "Peak:"))
    }

    @Test(arguments: sounds)
    func `a track is measured as ffmpeg measures it`(arguments: String) throws {
        let bytes = try Media.make("\(arguments) -ac 2 -c:a libopus -b:a 160k", "ogg")
        let expected = try Self.reference(bytes, "ogg")
        let source = try TrackSource.open(MemoryReader(bytes))
        let measured = try #require(try LoudnessScan.measure(source, while: { true }))
        #expect(abs(measured.integrated - expected.integrated) < 0.5, "\(measured) \(expected)")
        #expect(abs(try #require(measured.truePeak) - expected.peak) < 0.5, "\(measured) \(expected)")
    }

    @Test func `the gain brings a track to the target as far as its peaks allow`() {
        func decibels(_ loudness: TrackLoudness) -> Double { 20 * log10(Double(loudness.gain)) }
        #expect(abs(decibels(TrackLoudness(integrated: -8, truePeak: 1)) + 6) < 1e-4)
        #expect(abs(decibels(TrackLoudness(integrated: -20, truePeak: -9)) - 6) < 1e-4)
        #expect(abs(decibels(TrackLoudness(integrated: -20, truePeak: -5)) - 2) < 1e-4)
        #expect(abs(decibels(TrackLoudness(integrated: -14, truePeak: 0)) + 3) < 1e-4)
        #expect(TrackLoudness(integrated: -20, truePeak: nil).gain == 1)
        #expect(TrackLoudness(integrated: -.infinity, truePeak: nil).gain == 1)
        #expect(decibels(TrackLoudness(integrated: -60, truePeak: -50)) <= 20.001)
    }

    @Test func `tags tell the loudness too`() throws {
        func tagged(_ tags: [String: String]) throws -> TrackLoudness? {
            let options = tags.map { "-metadata \($0.key)=\($0.value)" }.joined(separator: " ")
            let bytes = try Media.opus(1, options)
            return try TrackSource.open(MemoryReader(bytes)).tags.loudness?.loudness
        }
        #expect(try tagged(["R128_TRACK_GAIN": "-1536"]) == TrackLoudness(integrated: -17, truePeak: nil))
        let replay = try #require(try tagged(["REPLAYGAIN_TRACK_GAIN": "-7.5dB", "replaygain_track_peak": "0.5"]))
        #expect(abs(replay.integrated + 10.5) < 1e-9)
        #expect(abs(try #require(replay.truePeak) + 5.52) < 0.01)
        #expect(try tagged(["R128_TRACK_GAIN": "loud", "REPLAYGAIN_TRACK_GAIN": "nan"]) == nil)
        #expect(try tagged(["R128_TRACK_GAIN": "\(Int.min)"]) == nil)
        #expect(try tagged([:]) == nil)
    }

    @Test func `silence and a scan that nobody wants tell nothing`() throws {
        let silent = try Media.make("-f lavfi -i anullsrc=r=48000:cl=stereo -t 2 -c:a libopus", "ogg")
        #expect(try LoudnessScan.measure(TrackSource.open(MemoryReader(silent)), while: { true }) == nil)
        #expect(throws: CancellationError.self) {
            try LoudnessScan.measure(TrackSource.open(MemoryReader(try Media.opus())), while: { false })
        }
    }
}
