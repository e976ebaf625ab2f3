/// What a close code of the voice gateway means for us. Source: Discord's documentation, "Voice Close Event Codes",
/// and what established clients do with the codes it leaves open.
enum VoiceCloseCode {
    enum Verdict: Hashable {
        /// Reconnect and resume: socket, key and SSRC stay.
        case resume
        /// The session is gone: join anew.
        case rejoin
        /// The token was refused: join anew, once.
        case newToken
        /// We were kicked or moved, or the main session ended; what the main gateway says next decides.
        case awaitGateway
        /// The call is over for us.
        case ended
        /// Trying again cannot help.
        case fatal
    }

    /// `code` is nil when the connection ended without a close frame.
    static func verdict(_ code: UInt16?) -> Verdict {
        switch code {
        case nil, .some(..<4000), 4015: .resume
        case 4004: .newToken
        case 4014: .awaitGateway
        case 4021, 4022: .ended
        case 4001, 4002, 4003, 4005, 4012, 4016, 4017, 4020: .fatal
        // 4006, 4009, 4011, and what nobody knows yet.
        default: .rejoin
        }
    }

    /// The code in plain words, for the log and for people.
    static func meaning(_ code: UInt16) -> String {
        switch code {
        case 4001: "the voice server did not know a message of ours"
        case 4002: "the voice server could not read a message of ours"
        case 4003: "the voice server got a message before the login"
        case 4004: "the voice token was refused"
        case 4005: "we logged in to voice twice"
        case 4006: "the voice session is no longer valid"
        case 4009: "the voice session timed out"
        case 4011: "the voice server was not found"
        case 4012: "the voice server did not know the protocol we chose"
        case 4014: "disconnected from the channel"
        case 4015: "the voice server crashed"
        case 4016: "the voice server did not know the packet encryption we chose"
        case 4017: "the channel demands end-to-end encryption, which was not offered"
        case 4020: "the voice server refused a request"
        case 4021: "disconnected for too many messages"
        case 4022: "the call was ended"
        default: "closed with code \(code)"
        }
    }
}
