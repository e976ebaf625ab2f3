/// A checked request on its way to the loop thread.
struct TransferOrder: Sendable {
    let id: UInt64
    let request: HTTPRequest
    let url: HTTPURL
    let sink: any TransferSink
    let timeout: Duration?
    let maximumBodySize: Int?
    let version: HTTPRequest.Version
}
