/// What the control side asks of the driver thread. Applied in the order sent, before the frames of the next tick are taken.
///
/// The references are unmanaged so that the driver thread never frees anything: the control side keeps each object alive until
/// the driver reports `DriverEvent.released` with its token.
@safe
enum DriverCommand: BitwiseCopyable, Sendable {
    case add(Unmanaged<Lane>)
    /// Everything the lane holds is released and the lane itself closed.
    case remove(Unmanaged<Lane>)
    /// Sends through this connection from now on. The one before it is released.
    case connect(Unmanaged<Lane>, Unmanaged<LaneTransport>)
    /// Sends nothing until the next `connect`; RTP time goes on and the song's position does not.
    case disconnect(Unmanaged<Lane>)
    /// Encrypts end to end with this ratchet from the next frame on; nil: nothing leaves until the next one.
    case encrypt(Unmanaged<Lane>, Unmanaged<LaneEncryption>?)
    /// Sends without end-to-end encryption from the next frame on.
    case sendClear(Unmanaged<Lane>)
    /// Plays this ring at once, instead of what plays and what would have followed. Nil: silence.
    case play(Unmanaged<Lane>, Unmanaged<FrameRing>?)
    /// Plays this ring when the present one has ended, without a gap.
    case follow(Unmanaged<Lane>, Unmanaged<FrameRing>?)
    /// Goes over from the ring with this token to another one after so many packets, within the same track.
    case splice(Unmanaged<Lane>, from: UInt64, to: Unmanaged<FrameRing>, at: Int)
    /// Sends nothing at all, not even silence, until it is lifted: for as long as Discord suppresses us.
    case hold(Unmanaged<Lane>, Bool)
    case pause(Unmanaged<Lane>)
    case resume(Unmanaged<Lane>)
}
