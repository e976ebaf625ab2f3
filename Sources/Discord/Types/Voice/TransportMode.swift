/// How voice packets are encrypted between us and Discord's voice server. Source: "Transport Encryption Modes".
package enum TransportMode: String, Codable, CaseIterable, Hashable, Sendable {
    case aes256GCM = "aead_aes256_gcm_rtpsize"
    case xChaCha20Poly1305 = "aead_xchacha20_poly1305_rtpsize"

    /// The best of the modes a server offers: AES where it has it, XChaCha20, which every server must offer, else.
    package static func preferred(among offered: [String]) -> Self? {
        [.aes256GCM, .xChaCha20Poly1305].first { offered.contains($0.rawValue) }
    }
}
