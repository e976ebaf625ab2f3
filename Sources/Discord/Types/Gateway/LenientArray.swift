/// Decodes an array and leaves out the elements that do not decode, so that one channel of a kind Discord invents
/// tomorrow does not cost the whole guild.
struct LenientArray<Element: Decodable>: Decodable {
    let elements: [Element]

    private struct Ignored: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        var elements: [Element] = []
        while !container.isAtEnd {
            if let element = try? container.decode(Element.self) {
                elements.append(element)
            } else {
                _ = try container.decode(Ignored.self)
            }
        }
        self.elements = elements
    }
}

extension KeyedDecodingContainer {
    /// The elements at `key` that decode; empty where the key is absent or null.
    func decodeLeniently<Element: Decodable>(_ type: Element.Type, forKey key: Key) throws -> [Element] {
        try decodeIfPresent(LenientArray<Element>.self, forKey: key)?.elements ?? []
    }
}
