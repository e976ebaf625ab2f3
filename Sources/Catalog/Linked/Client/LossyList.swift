/// A list some members of which may not be what they should be: those are left out, and the others are read.
struct LossyList<Value: Decodable & Sendable>: Decodable, Sendable {
    var values: [Value]

    private struct Member: Decodable {
        var value: Value?

        init(from decoder: any Decoder) throws {
            value = try? Value(from: decoder)
        }
    }

    init(from decoder: any Decoder) throws {
        values = try [Member](from: decoder).compactMap(\.value)
    }
}
