internal import Glibc

/// Serves the regular files below one folder.
///
/// No listings, no hidden files, no symbolic links: neither below the folder nor out of it. Each name of the path is
/// opened for itself below the one before, so nothing can change underway either. Whatever isn't there is 404.
package struct StaticFiles: Sendable {
    private let folder: String
    private let cacheControl: String

    /// - Parameter cacheControl: for files that are found; the answer's security header says `no-store` otherwise.
    package init(folder: String, cacheControl: String = "public, max-age=3600") {
        self.folder = folder
        self.cacheControl = cacheControl
    }

    /// Answers for the file at `path`, decoded, relative to the folder.
    package func respond(to request: Request, path: String) -> Response {
        guard let file = open(path) else { return .problem(.notFound, "Not found") }
        let tag = Self.tag(file)
        let modified = HTTPDate.format(secondsSince1970: file.modified.seconds)
        var response = Response(
            .ok,
            fields: [
                ("Content-Type", ContentType.of(path)), ("ETag", tag), ("Last-Modified", modified),
                ("Cache-Control", cacheControl),
            ])
        if Self.isFresh(request.headers, tag: tag, modified: modified) {
            response.status = .notModified
        } else {
            response.body = .file(file)
        }
        return response
    }

    private func open(_ path: String) -> OpenFile? {
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        guard names.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.utf8.contains(0) }) else { return nil }
        var directory = unsafe Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return nil }
        for (index, name) in names.enumerated() {
            let isLast = index == names.count - 1
            // Without O_NONBLOCK a pipe in the folder would hold up the server's thread.
            let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (isLast ? O_NONBLOCK : O_DIRECTORY)
            let next = unsafe openat(directory, String(name), flags)
            close(directory)
            guard next >= 0 else { return nil }
            directory = next
        }
        return OpenFile(taking: directory)
    }

    /// Changes whenever the content does, as far as the file system notices.
    private static func tag(_ file: OpenFile) -> String {
        let parts = [file.size, file.modified.seconds, file.modified.nanoseconds]
        return "\"" + parts.map { String($0, radix: 16) }.joined(separator: "-") + "\""
    }

    /// RFC 9110, 13.2.2: If-None-Match counts alone when it is there. Dates are compared as text, since clients
    /// repeat what they were given.
    private static func isFresh(_ headers: HeaderFields, tag: String, modified: String) -> Bool {
        guard let known = headers["If-None-Match"] else {
            return headers["If-Modified-Since"] == modified
        }
        return known.split(separator: ",").contains { entry in
            let entry = entry.drop { $0 == " " || $0 == "\t" }
            let strong = entry.hasPrefix("W/") ? entry.dropFirst(2) : entry
            return strong.prefix { $0 != " " && $0 != "\t" } == tag || strong == "*"
        }
    }
}

extension Router {
    /// Serves the files of `files` below `prefix`, such as `/static`.
    package mutating func serve(_ files: StaticFiles, below prefix: String) {
        on(.get, prefix + "/{path...}") { request in
            files.respond(to: request, path: request.parameter("path") ?? "")
        }
    }
}
