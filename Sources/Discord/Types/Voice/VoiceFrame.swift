/// A text message from the voice gateway (version 8), decoded in one pass.
package struct VoiceFrame: Hashable, Sendable {
    /// What the message says.
    package enum Content: Hashable, Sendable {
        /// Op 2. Its heartbeat interval is meaningless and left out.
        case ready(VoiceReady)
        /// Op 4.
        case sessionDescription(VoiceSessionDescription)
        /// Op 5: somebody speaks, or stops.
        case speaking(user: UserID?, ssrc: UInt32)
        /// Op 6.
        case heartbeatAcknowledged
        /// Op 8. Milliseconds, possibly with a fraction.
        case hello(heartbeatInterval: Double)
        /// Op 9.
        case resumed
        /// Op 11.
        case clientsConnect([UserID])
        /// Op 13.
        case clientDisconnect(UserID)
        /// Op 21.
        case prepareTransition(id: UInt16, protocolVersion: Int)
        /// Op 22.
        case executeTransition(id: UInt16)
        /// Op 24.
        case prepareEpoch(epoch: UInt64, protocolVersion: Int)
        /// Discord sends several undocumented ops; none matters to playing.
        case unknown(op: Int)
        /// A known op whose body is not what it should be; `reason` names the place, never a value.
        case malformed(op: Int, reason: String)
    }

    /// What a heartbeat or resume must acknowledge; nil for messages outside the numbered order.
    package let sequence: Int?
    package let content: Content

    package init(sequence: Int? = nil, _ content: Content) {
        self.sequence = sequence
        self.content = content
    }
}

/// Op 2: where to send audio.
package struct VoiceReady: Decodable, Hashable, Sendable {
    package let ssrc: UInt32
    package let address: String
    package let port: UInt16
    package let modes: [String]

    package init(ssrc: UInt32, address: String, port: UInt16, modes: [String]) {
        self.ssrc = ssrc
        self.address = address
        self.port = port
        self.modes = modes
    }

    private enum CodingKeys: String, CodingKey {
        case ssrc, port, modes
        case address = "ip"
    }
}

/// Op 4: the key, and whether the call is encrypted end to end.
package struct VoiceSessionDescription: Decodable, Hashable, Sendable {
    package let mode: String
    package let key: VoiceSecretKey
    /// 0: not encrypted end to end.
    package let daveProtocolVersion: Int

    package init(mode: String, key: VoiceSecretKey, daveProtocolVersion: Int) {
        self.mode = mode
        self.key = key
        self.daveProtocolVersion = daveProtocolVersion
    }

    private enum Key: String, CodingKey {
        case mode
        case key = "secret_key"
        case version = "dave_protocol_version"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        mode = try container.decode(String.self, forKey: .mode)
        key = VoiceSecretKey(try container.decode([UInt8].self, forKey: .key))
        daveProtocolVersion = try container.decodeIfPresent(Int.self, forKey: .version) ?? 0
    }
}

extension VoiceFrame: Decodable {
    private enum Key: String, CodingKey {
        case op, body = "d", sequence = "seq"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let op = try container.decode(Int.self, forKey: .op)
        sequence = try container.decodeIfPresent(Int.self, forKey: .sequence)
        do {
            content = try Content(op: op, from: container.superDecoder(forKey: .body))
        } catch let error as DecodingError {
            content = .malformed(op: op, reason: error.place)
        } catch {
            // Foundation reports a number that does not fit with an error of its own.
            content = .malformed(op: op, reason: "unreadable")
        }
    }
}

extension VoiceFrame.Content {
    private enum Key: String, CodingKey {
        case ssrc, epoch
        case interval = "heartbeat_interval"
        case user = "user_id"
        case users = "user_ids"
        case version = "protocol_version"
        case transition = "transition_id"
    }

    fileprivate init(op: Int, from decoder: any Decoder) throws {
        switch op {
        case 2: self = .ready(try VoiceReady(from: decoder))
        case 4: self = .sessionDescription(try VoiceSessionDescription(from: decoder))
        case 6: self = .heartbeatAcknowledged
        case 9: self = .resumed
        case 5, 8, 11, 13, 21, 22, 24: self = try Self.keyed(op: op, try decoder.container(keyedBy: Key.self))
        default: self = .unknown(op: op)
        }
    }

    private static func keyed(op: Int, _ body: KeyedDecodingContainer<Key>) throws -> Self {
        switch op {
        case 5:
            .speaking(
                user: try body.decodeIfPresent(UserID.self, forKey: .user),
                ssrc: try body.decode(UInt32.self, forKey: .ssrc))
        case 8: .hello(heartbeatInterval: try body.decode(Double.self, forKey: .interval))
        case 11: .clientsConnect(try body.decode([UserID].self, forKey: .users))
        case 13: .clientDisconnect(try body.decode(UserID.self, forKey: .user))
        case 21:
            .prepareTransition(
                id: try body.decode(UInt16.self, forKey: .transition),
                protocolVersion: try body.decode(Int.self, forKey: .version))
        case 22: .executeTransition(id: try body.decode(UInt16.self, forKey: .transition))
        case 24:
            .prepareEpoch(
                epoch: try body.decode(UInt64.self, forKey: .epoch),
                protocolVersion: try body.decode(Int.self, forKey: .version))
        default: .unknown(op: op)
        }
    }
}
