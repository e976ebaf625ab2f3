import CPOSIX
import Foundation
import Processes
import Synchronization

/// Real files, made by ffmpeg when a test first asks for them.
enum Media {
    struct Failure: Error { let message: String }

    static let directory: URL = {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("audio-tests-\(getpid())")
        try? FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        return path
    }()

    private static let made = Mutex<[String: [UInt8]]>([:])

    /// The file that ffmpeg makes by `arguments`, which name all but the output. `suffix` chooses the container.
    static func make(_ arguments: String, _ suffix: String) throws -> [UInt8] {
        let key = arguments + suffix
        return try made.withLock { made in
            if let known = made[key] { return known }
            let file = directory.appendingPathComponent("\(made.count).\(suffix)")
            _ = try run(["-y"] + arguments.split(separator: " ").map(String.init) + [file.path])
            let bytes = [UInt8](try Data(contentsOf: file))
            made[key] = bytes
            return bytes
        }
    }

    /// A stereo tone of `seconds`, 440 Hz on the left and 660 Hz on the right, as ffmpeg's input.
    static func tone(_ seconds: Int) -> String {
        "-f lavfi -i aevalsrc=0.4*sin(440*2*PI*t)|0.4*sin(660*2*PI*t):s=48000:d=\(seconds)"
    }

    static func opus(_ seconds: Int = 3, _ options: String = "", _ suffix: String = "ogg") throws -> [UInt8] {
        try make("\(tone(seconds)) -c:a libopus -b:a 96k \(options)", suffix)
    }

    /// What ffmpeg prints on its standard output.
    static func run(_ arguments: [String]) throws -> Data {
        var ends: [Int32] = [-1, -1]
        guard unsafe cposix_pipe(&ends) == 0 else { throw Failure(message: "no pipe") }
        defer { close(ends[0]) }
        let all = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error"] + arguments
        let nothing = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(nothing) }
        let spawn = Spawn(path: "/usr/bin/ffmpeg", arguments: all, environment: [], isConfined: true)
        let child: pid_t
        do {
            defer { close(ends[1]) }
            child = try spawn.start(input: nothing, output: ends[1], errors: 2)
        }
        let output = readAll(ends[0])
        var status: Int32 = 0
        unsafe waitpid(child, &status, 0)
        guard status == 0 else { throw Failure(message: "ffmpeg ended with \(status): \(arguments)") }
        return output
    }

    private static func readAll(_ descriptor: Int32) -> Data {
        var all = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count > 0 { all.append(contentsOf: buffer[..<count]) }
            guard count > 0 || count < 0 && errno == EINTR else { return all }
        }
    }

    /// A file with `bytes`, which no other test uses.
    static func store(_ bytes: [UInt8], _ suffix: String) throws -> URL {
        let file = directory.appendingPathComponent("\(UUID().uuidString).\(suffix)")
        try Data(bytes).write(to: file)
        return file
    }

    /// Size and Adler-32 of every packet of the first audio stream, by ffmpeg's own demuxer.
    static func packets(of bytes: [UInt8], _ suffix: String) throws -> [PacketMark] {
        let file = try store(bytes, suffix)
        defer { try? FileManager.default.removeItem(at: file) }
        let text = try run(["-i", file.path, "-map", "0:a:0", "-c", "copy", "-f", "framecrc", "pipe:1"])
        return String(decoding: text, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { line in
                let fields = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                guard fields.count >= 6, let size = Int(fields[4]), let sum = UInt32(fields[5].dropFirst(2), radix: 16)
                else { return nil }
                return PacketMark(size: size, checksum: sum)
            }
    }
}

/// What tells packets apart: ffmpeg's `framecrc` gives the same.
struct PacketMark: Equatable {
    let size: Int
    let checksum: UInt32

    init(size: Int, checksum: UInt32) {
        self.size = size
        self.checksum = checksum
    }

    init(_ packet: [UInt8]) {
        var low: UInt32 = 0
        var high: UInt32 = 0
        for byte in packet {
            low = (low + UInt32(byte)) % 65521
            high = (high + low) % 65521
        }
        self.init(size: packet.count, checksum: high << 16 | low)
    }
}

func pause(milliseconds: Int) {
    usleep(UInt32(milliseconds * 1000))
}
