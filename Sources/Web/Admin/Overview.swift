internal import Access
internal import DiscordTypes
internal import Storage

/// What the overview shows: one moment's figures beside what the owner wants them to be.
struct Overview: Sendable {
    struct Figure: Sendable {
        let name: String
        let value: String
        /// The owner's target, in words.
        var goal: String?
        /// `met`, `missed`, or nothing where there is no target or no figure yet.
        var standing = ""
    }

    struct Alarm: Sendable {
        let text: String
    }

    struct OpenRequest: Sendable {
        let guild: String
        let name: String
        let state: StateTag
        let age: String
        let isLate: Bool
    }

    struct Playing: Sendable {
        let guild: String
        let name: String
        let title: String
        let phase: String
        let position: String
    }

    struct Cost: Sendable {
        let name: String
        let dollars: String
    }

    let alarms: [Alarm]
    let figures: [Figure]
    let goals: [Figure]
    let links: [Figure]
    let requests: [OpenRequest]
    let playing: [Playing]
    let playingMore: Int?
    let isNodeThere: Bool
    let costs: [Cost]
    let cost: String
    let costPerMember: String
    let tracksChart: String
    let at: PageTime
}

extension Overview.Figure {
    /// A share beside the least that is wanted; both between 0 and 1. `share` is nil where nothing was counted yet.
    static func share(_ name: String, _ share: Double?, atLeast goal: Double) -> Overview.Figure {
        let wanted = "target \(percent(goal))"
        guard let share else { return Overview.Figure(name: name, value: "–", goal: "\(wanted), nothing counted yet") }
        return Overview.Figure(
            name: name, value: percent(share), goal: wanted, standing: share >= goal ? "met" : "missed")
    }

    static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded(.down))
        return tenths.isMultiple(of: 10) ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
