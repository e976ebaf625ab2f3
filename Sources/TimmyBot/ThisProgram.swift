internal import Foundation

/// The executable that runs, and the files that came with it.
enum ThisProgram {
    static var url: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    }

    /// The folder `public/` of the working directory, or of one above the executable.
    static var publicFolder: URL? {
        var folders = [URL(fileURLWithPath: FileManager.default.currentDirectoryPath)]
        while let last = folders.last, last.path != "/" || folders.count == 1 {
            folders.append(folders.count == 1 ? url.deletingLastPathComponent() : last.deletingLastPathComponent())
        }
        return folders.map { $0.appendingPathComponent("public") }.first {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("pages/layout.mustache").path)
        }
    }
}
