package import Storage

/// What operators have chosen while the bot runs; what is nil holds as the bot was started.
package struct OperatorChoices: Sendable, Hashable {
    /// How many servers may be approved.
    package var maximumServers: Int?
    /// In percent, for servers that are new.
    package var defaultVolume: Int?
    /// Services that are used and offered nowhere, though they are set up.
    package var switchedOff: Set<AccountProvider> = []

    package init() {}

    /// From what the store holds. Names and values that this build does not know are passed over.
    init(_ stored: [String: String]) {
        maximumServers = stored[OperatorChange.maximumServersName].flatMap { Int($0) }
        defaultVolume = stored[OperatorChange.defaultVolumeName].flatMap { Int($0) }
        switchedOff = Set(AccountProvider.allCases.filter { stored[OperatorChange.name(of: $0)] == OperatorChange.off })
    }
}

/// One choice of an operator.
package enum OperatorChange: Sendable, Hashable {
    /// Nil goes back to the setting of the start.
    case maximumServers(Int?)
    case defaultVolume(Int?)
    case provider(AccountProvider, isOn: Bool)

    /// The ranges an operator may choose from.
    package static let serverRange = 0...100_000
    package static let volumeRange = 1...200

    static let maximumServersName = "maximum-servers"
    static let defaultVolumeName = "default-volume"
    static let off = "off"

    static func name(of provider: AccountProvider) -> String { "provider-\(provider.rawValue)" }

    /// How it is stored; nil takes the row away.
    var stored: (name: String, value: String?) {
        switch self {
        case .maximumServers(let number): (Self.maximumServersName, number.map { "\($0)" })
        case .defaultVolume(let percent): (Self.defaultVolumeName, percent.map { "\($0)" })
        case .provider(let provider, let isOn): (Self.name(of: provider), isOn ? nil : Self.off)
        }
    }

    /// For the audit history.
    var words: String {
        switch self {
        case .maximumServers, .defaultVolume: "\(stored.name) = \(stored.value ?? "as configured")"
        case .provider(_, let isOn): "\(stored.name) = \(isOn ? "on" : Self.off)"
        }
    }
}
