/// What the driver thread reports. `lane` is the index of the lane.
enum DriverEvent: BitwiseCopyable, Sendable {
    /// The first packet of this ring has been sent.
    case started(lane: Int, ring: UInt64)
    /// The ring's last packet has been sent.
    case ended(lane: Int, ring: UInt64)
    /// The ring was empty for `Lane.ticksUntilStuck` ticks in which it could have been sent.
    case stuck(lane: Int, ring: UInt64)
    /// The silence frames after the last packet have been sent.
    case silent(lane: Int)
    /// The object with this token (a ring's or a transport's) is no longer used by the driver.
    case released(lane: Int, token: UInt64)
    case closed(lane: Int)
}

extension DriverEvent {
    var lane: Int {
        switch self {
        case .started(let lane, _), .ended(let lane, _), .stuck(let lane, _), .released(let lane, _), .silent(let lane),
            .closed(let lane):
            lane
        }
    }
}
