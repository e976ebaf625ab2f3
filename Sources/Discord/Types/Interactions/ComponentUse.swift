/// A button pressed or a choice made. Anyone who saw the message can send one, and `customID` says only what was shown.
package struct ComponentUse: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case button
        case select
        case unknown(Int64)
    }

    package var customID: String
    package var kind: Kind
    /// What was chosen; empty for buttons.
    package var values: [String]
}

extension ComponentUse: Decodable {
    private enum Key: String, CodingKey {
        case values
        case customID = "custom_id"
        case type = "component_type"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        customID = try container.decode(String.self, forKey: .customID)
        values = try container.decodeIfPresent([String].self, forKey: .values) ?? []
        let type = try container.decode(Int64.self, forKey: .type)
        switch type {
        case 2: kind = .button
        case 3, 5, 6, 7, 8: kind = .select
        default: kind = .unknown(type)
        }
    }
}
