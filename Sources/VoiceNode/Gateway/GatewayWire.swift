import Compression
import DiscordTypes
import FoundationEssentials

/// Bytes of the main gateway to frames, and commands to bytes. One for each connection, since the compression context
/// is shared by all messages of one. Not thread-safe: the reading task owns it.
final class GatewayWire {
    /// Discord closes the connection on larger messages.
    static let longestPayload = 4_096

    private let inflate: InflateStream
    private let decoder = JSONDecoder()

    init() throws {
        inflate = try InflateStream()
    }

    /// The frame that a message completes; nil while compressed bytes are still missing.
    func frame(_ message: SocketMessage) throws -> GatewayFrame? {
        switch message {
        case .text(let text):
            return try decoder.decode(GatewayFrame.self, from: Data(text.utf8))
        case .binary(let bytes):
            guard let text = try inflate.append(bytes) else { return nil }
            return try decoder.decode(GatewayFrame.self, from: Data(text))
        }
    }

    /// Nil for a command that is longer than Discord takes.
    static func text(_ command: GatewayCommand) throws -> String? {
        let bytes = try JSONEncoder().encode(command)
        return bytes.count <= longestPayload ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// The address of `GET /gateway/bot` or READY with the version, encoding and compression we speak.
    static func address(_ base: String) -> String {
        let withoutQuery = base.prefix { $0 != "?" }
        let path = withoutQuery.hasSuffix("/") ? "" : "/"
        return "\(withoutQuery)\(path)?v=10&encoding=json&compress=zlib-stream"
    }

    /// A reason without any value of the input.
    static func reason(_ error: any Error) -> String {
        switch error {
        case is DecodingError: "not a gateway frame"
        case InflateError.messageTooLarge(let limit), InflateError.inputTooLarge(let limit): "more than \(limit) bytes"
        case is InflateError: "not the compressed stream that was agreed"
        default: "unreadable"
        }
    }
}
