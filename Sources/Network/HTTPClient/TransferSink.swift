/// Where a transfer's response goes. Called on the loop thread, in order: head, body parts, one finish.
protocol TransferSink: AnyObject, Sendable {
    func receive(_ head: HTTPResponseHead)

    /// Takes the bytes. False: no more are to come until the reader asks to resume.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool

    /// Nil: the response is complete.
    func finish(_ error: HTTPClientError?)
}
