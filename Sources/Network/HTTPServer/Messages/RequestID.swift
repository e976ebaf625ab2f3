/// Names a request in the log, unique within the process.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    let value: UInt64

    package var description: String { String(value, radix: 16) }
}
