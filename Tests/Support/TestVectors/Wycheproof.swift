/// A file of the Wycheproof project: groups of tests, each with the result a correct implementation gives.
package struct Wycheproof<Group: Decodable & Sendable>: Decodable, Sendable {
    package let numberOfTests: Int
    package let testGroups: [Group]
}

package enum WycheproofResult: String, Decodable, Sendable {
    case valid, invalid
    /// Valid in substance, in a form that an implementation may refuse.
    case acceptable
}
