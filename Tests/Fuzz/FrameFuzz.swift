import Crypto

@testable import DAVE

private let secret = SecretBytes(copying: [UInt8](repeating: 7, count: 16))

/// Frames from any bytes: their parts lie within them, and none opens that the key's owner did not make.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    var decryptor = FrameDecryptor()
    precondition(decryptor.install(baseSecret: secret, now: .zero))
    let opened = try? decryptor.decrypt(bytes, now: .seconds(86400))
    guard let frame = ParsedFrame(bytes) else {
        precondition(opened == nil || bytes == FrameFormat.silence)
        return 0
    }
    precondition(frame.body.upperBound == frame.tag.lowerBound && frame.tag.upperBound <= count - 3)
    for range in frame.clearRanges { precondition(range.upperBound <= frame.body.upperBound) }
    precondition(opened == nil || opened?.count == frame.body.count)
    return 0
}
