internal import Glibc

/// What `make bench` times inside our own code, beside what it measures from outside.
@main
enum Benchmarks {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.dropFirst().first.flatMap { Int($0) }) {
        case ("frames", let count?): try FrameBenchmark(frameSize: 320).run(frames: count)
        case ("session", let user?): try SessionBenchmark(user: UInt64(user)).run()
        default:
            print("usage: Benchmarks frames COUNT | session USER")
            exit(2)
        }
    }
}
