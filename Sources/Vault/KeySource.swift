package import Crypto

/// Where the vault's keys come from.
package enum KeySource: Sendable {
    /// From the environment; fixed until the process ends.
    case text(SecretText)
    /// From a file of one's own, which may change.
    case file(KeyFile)

    /// Tells one state of the source from another without reading it.
    struct Stamp: Equatable, Sendable {
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    func load() throws(VaultError) -> KeyRing {
        switch self {
        case .text(let text): try KeyRing(text: text.reveal)
        case .file(let file): try file.load()
        }
    }

    func stamp() -> Stamp? {
        switch self {
        case .text: nil
        case .file(let file): file.stamp()
        }
    }
}
