import Crypto
import TestVectors
import Testing

@testable import DAVE

/// A file of the MLS working group's test vectors.
enum MLSVectors {
    static func load<Case: Decodable>(_ name: String, of type: Case.Type = Case.self) throws -> [Case] {
        try TestVectors.load("mls/\(name).json", as: [Case].self)
    }
}

extension HexBytes {
    var secret: SecretBytes { SecretBytes(copying: bytes) }
}

extension P256PrivateKey {
    init(_ scalar: HexBytes) throws {
        try self.init(scalar: scalar.secret)
    }
}

extension SecretBytes {
    /// For comparing with vectors; the product has no such thing.
    var exposed: [UInt8] { withSpan { span in span.indices.map { span[$0] } } }
}
