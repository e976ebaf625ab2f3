// swift-tools-version: 6.2

import PackageDescription

/// The language rules every target of the project is held to.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A Swift module below `Sources/`, at `path` where the folder is not named like the module.
func module(
    _ name: String, at path: String? = nil, excluding excluded: [String] = [], resources: [Resource]? = nil,
    _ dependencies: Target.Dependency...
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(path ?? name)", exclude: excluded,
        resources: resources, swiftSettings: settings)
}

/// The test suite of a module: `Tests/<Module>Tests`.
func tests(
    of name: String, excluding excluded: [String] = [], resources: [Resource]? = nil,
    _ dependencies: Target.Dependency...
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
        path: "Tests/\(name)Tests", exclude: excluded, resources: resources, swiftSettings: settings)
}

/// What several test suites share: `Tests/Support/<Name>`.
func support(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/Support/\(name)", swiftSettings: settings)
}

/// A C library of the system. Only one Swift module may import it.
func library(_ name: String, _ pkgConfig: String, _ package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "timmybot",
    products: [.executable(name: "timmybot", targets: ["TimmyBot"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        // C libraries
        library("CMicroHTTPD", "libmicrohttpd", "libmicrohttpd-dev"),
        library("CCurl", "libcurl", "libcurl4-openssl-dev"),
        library("CSodium", "libsodium", "libsodium-dev"),
        library("COpenSSL", "libcrypto", "libssl-dev"),
        library("COpus", "opus", "libopus-dev"),
        library("CZlib", "zlib", "zlib1g-dev"),
        library("CEBUR128", "libebur128", "libebur128-dev"),
        .target(
            name: "CSoundTouch", path: "Sources/C/CSoundTouch", linkerSettings: [.linkedLibrary("SoundTouch")]),
        .target(name: "CPOSIX", path: "Sources/C/CPOSIX"),
        .target(name: "CMicroHTTPDPages", path: "Sources/C/CMicroHTTPDPages"),

        // Primitives
        module("Crypto", "CSodium", "COpenSSL"),
        tests(of: "Crypto", "SigningKey", "TestVectors"),
        support("TestVectors"),
        support("SigningKey", "Crypto", "CSodium"),
        module("Processes", "CPOSIX"),
        module("Deadlines"),
        tests(of: "Deadlines"),
        module("Text"),
        tests(of: "Text"),
        module("Addresses", at: "Network/Addresses"),
        tests(of: "Addresses"),
        module("UDP", at: "Network/UDP", "CPOSIX"),
        tests(of: "UDP", "LoopbackUDP"),
        support("LoopbackUDP"),
        module("Compression", at: "Network/Compression", "CZlib"),
        tests(of: "Compression", "Deflation"),
        support("Deflation", "Compression", "CZlib"),
        module("DiscordTypes", at: "Discord/Types"),
        tests(of: "DiscordTypes"),

        // Network
        module("HTTPServer", at: "Network/HTTPServer", "Addresses", "CMicroHTTPD", "CMicroHTTPDPages", "CPOSIX", log),
        tests(of: "HTTPServer", "Addresses", "CMicroHTTPD", log),
        module("HTTPClient", at: "Network/HTTPClient", "Addresses", "CCurl", "CPOSIX", deque),
        tests(of: "HTTPClient", "Addresses", "LoopbackServer"),
        support("LoopbackServer"),
        module("WebSocket", at: "Network/WebSocket", "HTTPClient", "Crypto", deque),
        tests(of: "WebSocket", excluding: ["Servers"], "Addresses", "HTTPClient", "Crypto", "LoopbackServer"),

        // Audio
        module("Audio", "CEBUR128", "COpus", "CPOSIX", "CSoundTouch", "Processes"),
        tests(of: "Audio", "COpus", "CPOSIX", "Processes"),
        support("FileMedia", "Audio"),

        // Storage
        module("Storage", "Deadlines", "DiscordTypes", grdb, log),
        tests(of: "Storage", "DiscordTypes", grdb, log),

        // Access
        module("Access", "DiscordTypes", "Storage"),
        tests(of: "Access", "DiscordTypes", "Storage", log),

        // Sealed credentials
        module("Vault", "Crypto"),
        tests(of: "Vault", "Crypto"),

        // Linked accounts
        module("Accounts", "Crypto", "DiscordTypes", "HTTPClient", "Storage", "Vault", log),
        tests(
            of: "Accounts", "Crypto", "DiscordTypes", "HTTPClient", "LoopbackProvider", "Storage", "Vault", log),
        support("LoopbackProvider", "Crypto", "LoopbackServer"),

        // Jobs
        module("Jobs", "Audio", "DiscordTypes", "Crypto", "HTTPClient"),
        tests(
            of: "Jobs", resources: [.copy("Fixtures")], "Audio", "DiscordTypes", "Crypto", "HTTPClient", "HTTPServer",
            "LoopbackServer", log),

        // End-to-end encryption
        module("DAVE", "Crypto", "DiscordTypes"),
        tests(of: "DAVE", "Crypto", "DiscordTypes", "TestVectors"),

        // The interactions endpoint
        module(
            "Interactions", "Access", "Accounts", "Audio", "Crypto", "Deadlines", "DiscordTypes", "HTTPServer", "Jobs",
            "Storage", "Text", log),
        tests(
            of: "Interactions", "Access", "Accounts", "Audio", "Crypto", "DiscordTypes", "HTTPClient", "HTTPServer",
            "Jobs", "SigningKey",
            "Storage", log),

        // Discord's REST API
        module("DiscordREST", at: "Discord/REST", "DiscordTypes", "HTTPClient", "Text", deque, log),
        tests(of: "DiscordREST", "DiscordTypes", "HTTPClient", "LoopbackServer", log),

        // Catalog
        module(
            "Catalog", resources: [.embedInCode("Sites/worker.py")], "Accounts", "Addresses", "Audio", "Crypto",
            "Deadlines", "DiscordTypes",
            "HTTPClient",
            "Jobs",
            "Storage", log),
        tests(
            of: "Catalog",
            excluding: ["Matching/make-cases.py", "Matching/hard-cases.py", "Matching/patterned", "Matching/noisy"],
            resources: [
                .copy("Matching/tuning.json"), .copy("Matching/frozen.json"), .copy("Matching/hard.json"),
                .copy("Matching/noisy-tuning.json"), .copy("Matching/noisy-frozen.json"),
            ], "Accounts", "Addresses", "Storage", "Audio", "Crypto", "DiscordTypes",
            "HTTPClient", "Jobs", "LabelledMatches", "LoopbackProvider", "LoopbackServer", "Vault", log),
        support("LabelledMatches", "Catalog", "Jobs"),

        // The voice node
        module(
            "VoiceNode", "Audio", "Catalog", "Crypto", "CPOSIX", "DAVE", "HTTPClient", "HTTPServer", "UDP", "WebSocket",
            "Compression",
            "DiscordTypes", "Jobs",
            "Storage", "Text", log),
        tests(
            of: "VoiceNode", "Deflation", "FileMedia", "LoopbackUDP", "Audio", "Crypto", "DAVE", "HTTPClient",
            "HTTPServer", "UDP", "WebSocket",
            "Compression",
            "DiscordTypes", "Jobs", "Storage"),

        // Web pages
        module(
            "Web", "Access", "Accounts", "Addresses", "Crypto", "DiscordTypes", "HTTPClient", "HTTPServer", "Jobs",
            "Storage", "Text", log, mustache),
        tests(
            of: "Web", "Access", "Accounts", "Addresses", "Crypto", "DiscordTypes", "HTTPClient", "HTTPServer", "Jobs",
            "LoopbackProvider", "LoopbackServer",
            "Storage", "Vault",
            log, mustache),

        // The terminal and the composition
        module(
            "Operations", resources: [.copy("Demo/demo-music.ogg")], "Access", "Accounts", "Addresses", "CPOSIX",
            "Crypto", "Deadlines", "DiscordREST", "DiscordTypes", "HTTPServer", "Interactions", "Processes", "Storage",
            "Text", "Vault", "VoiceNode", log,
            .product(name: "Yams", package: "Yams")),
        tests(of: "Operations", "Accounts", "Crypto", "DiscordTypes", "Storage", "Vault", log),
        .executableTarget(
            name: "TimmyBot",
            dependencies: [
                "Access", "Accounts", "Addresses", "Audio", "Catalog", "CPOSIX", "Crypto", "DAVE", "DiscordREST",
                "DiscordTypes", "HTTPClient", "HTTPServer", "Interactions",
                "Jobs", "Operations", "Storage", "Vault", "VoiceNode", "Web", "WebSocket", log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/TimmyBot", swiftSettings: settings),

        // The timed half of `make bench`
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "Audio", "Catalog", "Crypto", "DAVE", "DiscordTypes", "FileMedia", "HTTPClient", "Jobs",
                "LabelledMatches", "Storage",
                "VoiceNode", log,
            ],
            path: "Tests/Benchmarks/Swift", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// `TIMMYBOT_ONLY=CryptoTests swift test` builds just the named targets and what they need.
if let only = Context.environment["TIMMYBOT_ONLY"] {
    var kept: Set<String> = []
    var pending = only.split(separator: ",").map(String.init)
    while let name = pending.popLast() {
        guard kept.insert(name).inserted, let target = package.targets.first(where: { $0.name == name })
        else { continue }
        for dependency in target.dependencies {
            switch dependency {
            case .targetItem(let name, _), .byNameItem(let name, _): pending.append(name)
            default: break
            }
        }
    }
    package.targets.removeAll { !kept.contains($0.name) }
    package.products.removeAll { _ in !kept.contains("TimmyBot") }
}
