/// The transport key of op 4. Cannot print.
package struct VoiceSecretKey: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var description: String { "<key>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
