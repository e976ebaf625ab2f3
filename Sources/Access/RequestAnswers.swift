internal import FoundationEssentials
package import Storage

/// What somebody answers who asks for the bot. All texts are of strangers, within the limits here.
package struct RequestAnswers: Codable, Sendable, Hashable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case community, education, nonprofit, friends, business
    }

    package static let purposeLimit = 1000
    package static let useLimit = 1000
    package static let contactLimit = 200

    package var kind: Kind
    /// Members of the server, as the person says.
    package var members: Int
    /// People who listen at the same time, as the person expects.
    package var listeners: Int
    package var purpose: String
    package var use: String
    package var contact: String
    /// Discord confirmed at sign-in that the person manages the server.
    package var isConfirmed: Bool
    /// Discord's own estimate of the members.
    package var countedMembers: Int?

    package init(
        kind: Kind, members: Int, listeners: Int, purpose: String, use: String, contact: String, isConfirmed: Bool,
        countedMembers: Int?
    ) {
        self.kind = kind
        self.members = members
        self.listeners = listeners
        self.purpose = purpose
        self.use = use
        self.contact = contact
        self.isConfirmed = isConfirmed
        self.countedMembers = countedMembers
    }

    /// As the store keeps them.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Numbers and texts always have a JSON form.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Nil for a record without answers: one approved from the terminal, or whose answers were erased.
    package init?(json: String?) {
        guard let json, let answers = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
        self = answers
    }
}

extension ServerRecord {
    /// Asked for by somebody of whom Discord does not say that they manage the server, and not let in: whoever does manage it may
    /// ask in their place, so that typing a foreign server's id stands in nobody's way.
    package var isReplaceable: Bool {
        guard RequestAnswers(json: answers)?.isConfirmed == false else { return false }
        return switch state {
        case .requested, .deferred, .rejected: true
        case .approved, .revoked: false
        }
    }
}
