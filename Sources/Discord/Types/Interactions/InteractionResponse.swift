/// The first answer to an interaction. Discord takes it within three seconds.
///
/// Source: Discord's "Receiving and Responding", "Interaction Response Object".
package enum InteractionResponse: Hashable, Sendable {
    case pong
    case message(ComponentMessage)
    /// A message follows; until then "… is thinking". Its visibility is settled here.
    case deferredMessage(ComponentMessage.Visibility)
    /// The message that the component is on changes later. Only for components.
    case deferredUpdate
    /// The message that the component is on changes now. Only for components.
    case update(ComponentMessage)
    /// Proposals while a member types; at most 25.
    case choices([ProposedChoice])

    /// Proposes nothing.
    package static var noChoices: Self { .choices([]) }
}

/// What is proposed as the value of an option.
package struct ProposedChoice: Codable, Hashable, Sendable {
    /// What a choice's name and its value may have, in UTF-16 units, which are never fewer than Discord counts.
    package static let lengthLimit = 100
    package static let countLimit = 25

    /// What the member sees.
    package var name: String
    /// What the option holds then.
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension InteractionResponse: Encodable {
    private enum Key: CodingKey {
        case type, data
    }

    private struct DeferredData: Encodable {
        var flags: MessageFlags
    }

    private struct Choices: Encodable {
        var choices: [ProposedChoice]
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(type, forKey: .type)
        switch self {
        case .message(let message), .update(let message): try container.encode(message, forKey: .data)
        // A deferral accepts no flag but this one.
        case .deferredMessage(.requester): try container.encode(DeferredData(flags: .ephemeral), forKey: .data)
        case .choices(let choices): try container.encode(Choices(choices: choices), forKey: .data)
        case .pong, .deferredMessage(.everyone), .deferredUpdate: break
        }
    }

    private var type: Int {
        switch self {
        case .pong: 1
        case .message: 4
        case .deferredMessage: 5
        case .deferredUpdate: 6
        case .update: 7
        case .choices: 8
        }
    }
}
