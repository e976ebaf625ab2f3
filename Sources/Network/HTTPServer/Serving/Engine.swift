internal import Addresses
internal import Logging
internal import Synchronization

/// What all callbacks of one server share.
final class Engine: Sendable {
    let configuration: ServerConfiguration
    let router: Router
    let gate: RequestGate
    let securityFields: SecurityFields
    let logger: Logger
    let registry: ConnectionRegistry
    let limits: ConnectionTiming.Limits
    let alarm: Alarm
    let certificates: CertificateStore?
    private let observe: @Sendable (RequestRecord) -> Void
    private let draining = Atomic(false)
    private let stopping = Atomic(false)
    private let handlers = Atomic(0)
    private let lastRequest: Atomic<UInt64>

    init(
        configuration: ServerConfiguration, router: Router, logger: Logger, alarm: Alarm,
        certificates: CertificateStore?, observe: @escaping @Sendable (RequestRecord) -> Void
    ) {
        self.configuration = configuration
        self.router = router
        self.logger = logger
        self.alarm = alarm
        self.certificates = certificates
        self.observe = observe
        gate = RequestGate(
            targetLimit: configuration.targetLimit, bodyLimit: configuration.bodyLimit,
            singleFields: configuration.singleFields, credentialFields: configuration.credentialFields)
        let isSecure = configuration.certificate != nil || configuration.isPublicOverHTTPS
        securityFields = configuration.securityFields.adding(strictTransport: isSecure)
        registry = ConnectionRegistry(
            limit: configuration.connectionLimit, limitPerAddress: configuration.connectionLimitPerAddress)
        limits = ConnectionTiming.Limits(configuration)
        // Ids of different runs differ, so that a log over a restart has no two alike.
        lastRequest = Atomic(UInt64.random(in: 0...UInt64.max))
    }

    func makeRequestID() -> RequestID {
        RequestID(value: lastRequest.wrappingAdd(1, ordering: .relaxed).newValue)
    }

    func makeHead(_ layout: HeadLayout, _ id: RequestID, _ connection: Connection) -> RequestHead {
        let headers = HeaderFields(bytes: layout.bytes, trimming: layout.fields)
        let client = ClientAddress.resolve(
            peer: connection.address, headers: headers, trusted: configuration.trustedProxies)
        return RequestHead(
            id: id, method: Method(String(decoding: layout.bytes[layout.method], as: UTF8.self)),
            target: layout.target, headers: headers, peer: connection.address, client: client,
            isSecure: connection.isSecure)
    }

    // MARK: draining

    var isDraining: Bool { draining.load(ordering: .sequentiallyConsistent) }
    var hasHandlers: Bool { handlers.load(ordering: .acquiring) > 0 }

    /// Nobody waits for handlers any more.
    var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

    func beginDraining() {
        draining.store(true, ordering: .sequentiallyConsistent)
    }

    func beginStopping() {
        stopping.store(true, ordering: .sequentiallyConsistent)
    }

    func handlerStarted() {
        handlers.add(1, ordering: .relaxed)
    }

    func handlerEnded() {
        handlers.subtract(1, ordering: .releasing)
        if isDraining { alarm.ring() }
    }

    func handlerFailed(_ request: Request, _ error: any Error) {
        logger.error(
            "handler failed",
            metadata: ["request": "\(request.id)", "route": "\(request.route ?? "-")", "error": "\(error)"])
    }

    // MARK: connections

    func opened(_ descriptor: Int32, _ address: IPAddress?) -> Connection {
        let connection = Connection(
            descriptor: descriptor, address: address, certificate: certificates?.certificate, limits: limits,
            now: MonotonicTime.now)
        registry.insert(connection)
        alarm.ring(by: connection.deadline.load(ordering: .relaxed))
        if isDraining { registry.finish(connection) }
        return connection
    }

    func closed(_ connection: Connection) {
        registry.remove(connection)
        // The supervisor may wait for a free place, or for the last one to go.
        alarm.ringIfWaiting(isDraining: isDraining)
    }

    func requestBegan(_ exchange: Exchange, on connection: Connection, now: Int64) {
        alarm.ring(by: connection.requestBegan(exchange, now: now))
    }

    func answerBegan(on connection: Connection, now: Int64, isStream: Bool) {
        alarm.ring(by: connection.answerBegan(now: now, isStream: isStream))
        // It watches the connections of streams.
        if isStream { alarm.ring() }
    }

    func finished(_ exchange: Exchange, _ record: RequestRecord, _ head: RequestHead?, _ id: RequestID, now: Int64) {
        alarm.ring(by: exchange.connection.requestEnded(now: now))
        if isDraining { registry.finish(exchange.connection) }
        observe(record)
        logger.debug(
            "request",
            metadata: [
                "request": "\(id)", "method": "\(record.method?.name ?? "-")", "route": "\(record.route ?? "-")",
                "status": "\(record.status?.code ?? 0)", "duration": "\(record.duration)",
                "outcome": "\(record.outcome)", "client": "\(head?.client?.description ?? "-")",
            ])
    }
}
