import Foundation

@testable import Audio

/// A shell script in ffmpeg's place. It is started under all the confinement that ffmpeg is.
enum StandIn {
    /// An executable file with `body` as a script, which may read what the medium holds.
    static func make(_ body: String) throws -> FFmpegConfiguration {
        let file = try Media.store(Array("#!/bin/sh\n\(body)\n".utf8), "sh")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
        awaitWriters(of: file.path)
        return FFmpegConfiguration(path: file.path, stallTimeout: .seconds(30))
    }

    /// A child that another test is just starting may hold the file open for writing until its own program runs: then
    /// nobody can run this one. The kernel grants a read lease when no writer is left.
    private static func awaitWriters(of path: String) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        let setLease: Int32 = 1024  // F_SETLEASE, which Glibc shows only to GNU sources
        while fcntl(file, setLease, F_RDLCK) != 0, errno == EAGAIN { pause(milliseconds: 1) }
        _ = fcntl(file, setLease, F_UNLCK)
    }

    /// What the script wrote to its standard error; it is to exit with status 3.
    static func report(_ body: String) throws -> String {
        let decoder = try FFmpegDecoder(MemoryReader(Array("go\n".utf8)), start: 0, try make(body))
        defer { decoder.close() }
        do { _ = try decoder.all() } catch TrackError.decoderFailed(status: 3, let message) { return message }
        return ""
    }
}

extension PCMReader {
    /// All the sound there is.
    func all() throws -> [Float] {
        var all: [Float] = []
        var block = [Float](repeating: 0, count: 1920)
        while true {
            var free = block.mutableSpan
            let count = try read(into: &free)
            guard count > 0 else { return all }
            all += block[..<(count * 2)]
        }
    }

    /// One block of sound.
    func one() throws -> Int {
        var block = [Float](repeating: 0, count: 1920)
        var free = block.mutableSpan
        return try read(into: &free)
    }
}

/// What the kernel tells about a process.
enum ProcessFacts {
    static func text(_ identifier: Int32, _ name: String) -> String {
        let bytes = FileManager.default.contents(atPath: "/proc/\(identifier)/\(name)") ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The fields of `stat` behind the name: state, parent, process group …
    static func fields(_ identifier: Int32) -> [Substring] {
        text(identifier, "stat").split(separator: ")").last?.split(separator: " ") ?? []
    }

    /// It runs, or could: it is neither gone nor waiting to be reaped.
    static func isAlive(_ identifier: Int32) -> Bool {
        guard let state = fields(identifier).first else { return false }
        return state != "Z" && state != "X"
    }

    static func descriptors(_ identifier: Int32) throws -> [String: String] {
        let folder = "/proc/\(identifier)/fd"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return Dictionary(
            uniqueKeysWithValues: names.map { name in
                (name, (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) ?? "")
            })
    }
}
