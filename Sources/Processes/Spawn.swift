internal import CPOSIX
internal import Glibc

/// How a child process is started: with three descriptors and no other of this process's, whatever other threads open or start
/// meanwhile.
///
/// Foundation's `Process` can't promise that: two children started at once inherit each other's pipes on Linux, and the end of the
/// one is then not seen before the other ends.
package struct Spawn {
    /// The system refused; `code` is its errno.
    package struct Failure: Error {
        package let code: Int32
    }

    private let path: String
    private let arguments: [String]
    private let environment: [String]
    private let isConfined: Bool

    /// `path` may be a name to be looked up in `PATH`; `arguments` begins with the program's name; `environment` is
    /// "NAME=value". A confined child leads a process group of its own, in the folder "/"; another stays in this
    /// process's group and folder.
    package init(path: String, arguments: [String], environment: [String], isConfined: Bool) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.isConfined = isConfined
    }

    /// Starts it with these as its descriptors 0, 1 and 2; returns its process id, which the caller waits for.
    package func start(input: Int32, output: Int32, errors: Int32) throws(Failure) -> Int32 {
        var child: pid_t = 0
        let code = unsafe Self.withCStrings(arguments) { arguments in
            unsafe Self.withCStrings(environment) { environment in
                unsafe cposix_spawn(
                    &child, path, arguments, environment, input, output, errors, isConfined ? 1 : 0)
            }
        }
        guard code == 0 else { throw Failure(code: code) }
        return child
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = unsafe strings.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe body(copies + [nil])
    }
}
