internal import Access
internal import Addresses
internal import DiscordTypes
internal import HTTPServer
internal import Storage

/// Asking for the bot: within limits, once for each server, and without telling strangers which servers are known.
struct AccessRequests: Sendable {
    enum Result: Sendable {
        /// Taken, or passed over in silence where the person is a stranger to a server that is known already.
        case received
        /// The person's own server is asked for, or in, already.
        case exists(ServerState)
        /// A decision was made not long ago; the person may ask again at that time.
        case tooSoon(PageTime)
        case tooMany
        case tooManyOpen
    }

    /// Requests of one person that may be open at once.
    static let openLimit = 3
    /// After a rejection or revocation a server may ask again when this time has passed.
    static let pause: Int64 = 7 * 86_400_000

    private let register: ServerRegister
    private let ledger: any AccessLedger
    private let servers: any ServerStore
    private let persons: RateLimit<UserID>
    private let addresses: RateLimit<IPAddress?>
    private let now: @Sendable () -> Int64

    init(
        register: ServerRegister, ledger: any AccessLedger, servers: any ServerStore,
        now: @escaping @Sendable () -> Int64
    ) {
        self.register = register
        self.ledger = ledger
        self.servers = servers
        self.now = now
        persons = RateLimit(5, within: .seconds(86_400), now: now)
        addresses = RateLimit(10, within: .seconds(86_400), now: now)
    }

    func submit(
        _ request: RequestForm.Request, by person: UserID, from address: IPAddress?
    ) async throws(StoreError) -> Result {
        guard persons.allows(person), addresses.allows(address) else { return .tooMany }
        let open = try await ledger.servers(requestedBy: person, limit: 100)
            .filter { $0.state == .requested || $0.state == .deferred }
        guard open.count < Self.openLimit || open.contains(where: { $0.guild == request.guild }) else {
            return .tooManyOpen
        }
        if let known = try await servers.server(request.guild) {
            guard request.answers.isConfirmed else { return .received }
            switch known.state {
            case _ where known.isReplaceable: break
            case .requested, .deferred, .approved: return .exists(known.state)
            case .rejected, .revoked:
                let again = (known.decidedAt ?? 0) + Self.pause
                guard now() >= again else { return .tooSoon(PageTime(again)) }
            }
        }
        let result = try await register.request(
            request.guild, by: person, name: request.name, answers: request.answers.json)
        switch result {
        case .changed, .full: return .received
        case .unchanged(let server): return request.answers.isConfirmed ? .exists(server.state) : .received
        case .refused(let state): return request.answers.isConfirmed ? .exists(state ?? .requested) : .received
        }
    }

    /// What a person asked for, as far as Discord confirmed that it is theirs to ask for.
    func requests(of person: UserID) async throws(StoreError) -> [ServerRecord] {
        try await ledger.servers(requestedBy: person, limit: 100).filter { server in
            RequestAnswers(json: server.answers)?.isConfirmed ?? true
        }
    }
}
