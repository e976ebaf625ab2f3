internal import Crypto

/// The running hashes over all commits (RFC 9420 §8.2).
enum TranscriptHash {
    /// Up to and including the signature of `commit`.
    static func confirmed(afterInterim interim: [UInt8], commit: AuthenticatedContent) -> [UInt8] {
        confirmed(
            afterInterim: interim, wireFormat: commit.wireFormat, content: commit.content,
            signature: commit.signature)
    }

    static func confirmed(
        afterInterim interim: [UInt8], wireFormat: UInt16, content: FramedContent, signature: [UInt8]
    ) -> [UInt8] {
        SHA256.hash(
            MLSWriter.collect { writer in
                writer.raw(interim)
                writer.integer(wireFormat)
                content.write(to: &writer)
                writer.vector(signature)
            })
    }

    /// With the confirmation tag too.
    static func interim(afterConfirmed confirmed: [UInt8], confirmationTag: [UInt8]) -> [UInt8] {
        SHA256.hash(
            MLSWriter.collect { writer in
                writer.raw(confirmed)
                writer.vector(confirmationTag)
            })
    }
}
