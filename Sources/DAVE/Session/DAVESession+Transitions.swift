/// When what was prepared takes effect: ops 21, 22 and 24.
extension DAVESession {
    struct PreparedTransition: Sendable {
        let id: UInt16
        let change: Change
    }

    enum Change: Sendable {
        /// Send with the keys of this epoch.
        case epoch(FrameEncryptor)
        /// Encrypt from now on (1) or do not (0).
        case version(Int)
    }

    /// The one id that is executed as soon as it is prepared.
    private static let immediate: UInt16 = 0

    /// Op 21.
    mutating func prepare(id: UInt16, version: Int) throws -> [DAVEAction] {
        guard (0...Self.newestVersion).contains(version) else { throw DAVEFault.unsupportedVersion(version) }
        let hearing: [DAVEAction] = version == 0 ? [.receive(.acceptClearFrames)] : []
        return hearing + prepare(.version(version), id: id)
    }

    mutating func prepare(_ change: Change, id: UInt16) -> [DAVEAction] {
        guard id != Self.immediate else {
            transitions = []
            return execute(change)
        }
        transitions.removeAll { $0.id == id }
        if transitions.count == Self.largestTransitionCount { transitions.removeFirst() }
        transitions.append(PreparedTransition(id: id, change: change))
        return [.send(.transitionReady(id: id))]
    }

    /// Op 22. Whatever was prepared before is overtaken.
    mutating func execute(id: UInt16) throws -> [DAVEAction] {
        guard let place = transitions.firstIndex(where: { $0.id == id }) else {
            throw DAVEFault.unknownTransition(id)
        }
        let change = transitions[place].change
        transitions.removeFirst(place + 1)
        return execute(change)
    }

    private mutating func execute(_ change: Change) -> [DAVEAction] {
        switch change {
        case .epoch(let encryptor):
            protocolVersion = Self.newestVersion
            return [.audio(.encrypted(encryptor)), .receive(.refuseClearFrames)]
        case .version(0):
            protocolVersion = 0
            guard case .member = phase else { return [.audio(.clear)] }
            forgetGroup()
            return [.audio(.clear), .groupChanged(nil)]
        case .version(let version):
            protocolVersion = version
            // Alone in the call there is no group, and nobody to hear.
            guard case .member(_, let encryptor) = phase else { return [.audio(.held), .receive(.refuseClearFrames)] }
            return [.audio(.encrypted(encryptor)), .receive(.refuseClearFrames)]
        }
    }

    /// Op 24. Epoch 1 asks for a new group; a later one only announces a version for the group there is.
    mutating func prepare(epoch: UInt64, version: Int) throws -> [DAVEAction] {
        guard version == Self.newestVersion else { throw DAVEFault.unsupportedVersion(version) }
        return epoch == 1 ? try startOver() : []
    }
}
