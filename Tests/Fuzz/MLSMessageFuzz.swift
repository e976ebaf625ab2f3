@testable import DAVE

/// Any bytes are either refused or a message that encodes to the same bytes again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let message = try? MLSReader.decode(MLSMessage.self, from: bytes) {
        precondition(MLSWriter.encode(message) == bytes)
    }
    if let commit = try? MLSReader.decode(Commit.self, from: bytes) {
        precondition(MLSWriter.encode(commit) == bytes)
    }
    if let list = try? MLSReader.decode(ExternalSender.self, from: bytes) {
        precondition(MLSWriter.encode(list) == bytes)
    }
    return 0
}
