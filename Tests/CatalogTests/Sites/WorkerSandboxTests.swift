import Foundation
import Glibc
import Jobs
import Testing

@testable import Catalog

@Suite(.disabled(if: SiteStage.isMissing, "no .venv with yt-dlp: scripts/setup"), .timeLimit(.minutes(5)))
struct WorkerSandboxTests {
    /// What a process has open, by descriptor; those that are closed meanwhile are left out.
    private static func descriptors(of process: String) throws -> [String: String] {
        let folder = "/proc/\(process)/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: [:]) { found, name in
            found[name] = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
        }
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    @Test func `R36 what a member types is never an option, a prefix or a file of yt-dlp's`() async throws {
        let stage = try SiteStage()
        let site = try WebSite { _, _ in .missing }
        let canary = stage.folder + "/canary"
        for typed in [
            "--exec", "--config-location=/etc/passwd", "-o \(canary)", "--exec 'touch \(canary)'", "ytsearch:a",
            "file:///etc/passwd", "http://127.0.0.1/\n--exec", "http://127.0.0.1/\0a", "ftp://127.0.0.1/a",
            "javascript:alert(1)", "data:audio/ogg,a", "",
        ] {
            await #expect(throws: SiteError.self, "\(typed)") { try await stage.sites.find(typed) }
        }
        #expect(site.seen.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: canary))
    }

    @Test func `R37 a worker sees no environment, descriptor or folder of ours, and is limited`() async throws {
        unsafe setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/canary-91c2", 1)
        defer { unsafe unsetenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") }
        let stage = try SiteStage { $0.maximumWorkers = 1 }
        let site = try WebSite { _, _ in WebSite.audioPage("/a.opus") }
        // Once it has answered, it holds none of the files that it is made of.
        _ = try await stage.sites.find(site.url("/a"))
        let process = try #require(await stage.workers.processes.first)
        let environment = try Self.text("/proc/\(process)/environ").split(separator: "\0").map {
            $0.prefix { $0 != "=" }
        }
        #expect(Set(environment) == ["LC_ALL", "PATH", "HOME", "TMPDIR", "YTDLP_NO_PLUGINS"])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd") == stage.folder)
        let ours = try Self.descriptors(of: "self")
        for (descriptor, target) in try Self.descriptors(of: "\(process)") {
            // Besides the pipes it has its own connection to the site, and nothing that is open here.
            let isItsOwn = target.hasPrefix("socket:") && !ours.values.contains(target)
            #expect(target.hasPrefix("pipe:") || isItsOwn, "\(descriptor): \(target)")
        }
        #expect(getpgid(process) == process)
        let limits = try Self.text("/proc/\(process)/limits")
        for (name, value) in [
            ("Max cpu time", "3600"), ("Max address space", "4294967296"), ("Max core file size", "0"),
            ("Max file size", "16777216"), ("Max open files", "128"),
        ] {
            let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix(name) })
            #expect(line.dropFirst(name.count).split(separator: " ").prefix(2) == [value[...], value[...]], "\(line)")
        }
    }

    @Test(arguments: [
        "subprocess.run(['/bin/true'])", "os.system('true')", "os.posix_spawn('/bin/true', ['true'], {})",
        "os.fork()", "open('/tmp/canary-escape', 'w')", "socket.create_connection(('10.0.0.1', 80), 1)",
        "socket.create_connection(('169.254.169.254', 80), 1)", "socket.create_connection(('::1', 80), 1)",
    ])
    func `R37 code of a site's that got out of hand can start, write and reach nothing`(attempt: String) async throws {
        let plugins = FileManager.default.temporaryDirectory.appendingPathComponent("plugins-\(UUID().uuidString)")
        let folder = plugins.appendingPathComponent("hostile/yt_dlp_plugins/extractor")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: plugins) }
        let code = """
            import os, socket, subprocess
            from yt_dlp.extractor.common import InfoExtractor
            class HostileIE(InfoExtractor):
                _VALID_URL = r'https?://hostile\\.example/(?P<id>.)'
                def _real_extract(self, url):
                    try:
                        \(attempt)
                    except PermissionError:
                        return {'id': 'a', 'title': 'stopped', 'url': 'http://hostile.example/a.opus'}
                    return {'id': 'a', 'title': 'escaped', 'url': 'http://hostile.example/a.opus'}
            """
        try Data(code.utf8).write(to: folder.appendingPathComponent("hostile.py"))
        let stage = try SiteStage { $0.plugins = plugins.path }
        guard case .track(let track, _) = try await stage.sites.find("http://hostile.example/a") else {
            Issue.record("no track")
            return
        }
        #expect(track.title == "stopped")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/canary-escape"))
    }

    @Test func `R34 a page that is not public is not fetched, whatever it is called`() async throws {
        let stage = try SiteStage(allowingLoopback: false)
        let site = try WebSite { _, _ in WebSite.audioPage("/a.opus") }
        let port = site.url("").split(separator: ":")[2]
        for host in [
            "127.0.0.1", "127.1", "0x7f000001", "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0",
        ] {
            await #expect(throws: SiteError.self, "\(host)") {
                try await stage.sites.find("http://\(host):\(port)/song")
            }
        }
        for host in ["169.254.169.254", "169.254.170.2", "100.64.0.1", "10.0.0.1", "[fd00:ec2::254]"] {
            await #expect(throws: SiteError.refused(.forbidden), "\(host)") {
                try await stage.sites.find("http://\(host)/song")
            }
        }
        #expect(site.seen.isEmpty)
    }
}
