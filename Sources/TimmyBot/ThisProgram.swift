internal import Foundation

/// The executable that runs.
enum ThisProgram {
    static var url: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    }
}
