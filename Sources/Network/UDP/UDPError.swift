/// Why a UDP socket could not do what was asked. `errno` is the system's number.
package enum UDPError: Error, Hashable {
    /// No numeric address, no route, or no descriptor left.
    case cannotOpen(errno: Int32)
    case cannotSend(errno: Int32)
    /// For example 111, when the peer's machine said that nobody listens. A later datagram may still arrive.
    case cannotReceive(errno: Int32)
}
