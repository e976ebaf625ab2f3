internal import Glibc

/// What `make bench` times inside our own code, beside what it measures from outside.
@main
enum Benchmarks {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.count == 4, arguments.first == "effects", let streams = Int(arguments[arguments.startIndex + 2]) {
            let file = arguments[arguments.startIndex + 3]
            return try EffectsBenchmark(arguments[arguments.startIndex + 1], file: file).run(streams: streams)
        }
        let words = Array(arguments)
        if words.count == 2, words[0] == "match" { return try MatchBenchmark(file: words[1]).run() }
        if words.count == 3, words[0] == "resolve", let count = Int(words[2]) {
            return try await ResolveBenchmark(folder: words[1], count: count).run()
        }
        switch (arguments.first, arguments.dropFirst().first.flatMap { Int($0) }) {
        case ("frames", let count?): try FrameBenchmark(frameSize: 320).run(frames: count)
        case ("session", let user?): try SessionBenchmark(user: UInt64(user)).run()
        default:
            print(
                "usage: Benchmarks frames COUNT | session USER | effects NAME STREAMS FILE | match FILE | resolve FOLDER COUNT"
            )
            exit(2)
        }
    }
}
