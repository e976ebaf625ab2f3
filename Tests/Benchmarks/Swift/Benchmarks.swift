internal import Glibc

/// What `make bench` times inside our own code, beside what it measures from outside.
@main
enum Benchmarks {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.count == 4, arguments.first == "effects", let streams = Int(arguments[arguments.startIndex + 2]) {
            let file = arguments[arguments.startIndex + 3]
            return try EffectsBenchmark(arguments[arguments.startIndex + 1], file: file).run(streams: streams)
        }
        switch (arguments.first, arguments.dropFirst().first.flatMap { Int($0) }) {
        case ("frames", let count?): try FrameBenchmark(frameSize: 320).run(frames: count)
        case ("session", let user?): try SessionBenchmark(user: UInt64(user)).run()
        default:
            print("usage: Benchmarks frames COUNT | session USER | effects NAME STREAMS FILE")
            exit(2)
        }
    }
}
