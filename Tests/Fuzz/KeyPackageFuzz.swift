@testable import DAVE

/// Any bytes are either refused or a key package that encodes to the same bytes again; judging it harms nothing.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let package = try? MLSReader.decode(KeyPackage.self, from: bytes) else { return 0 }
    precondition(MLSWriter.encode(package) == bytes)
    try? package.validate()
    _ = try? GroupPolicy.user(of: package.leaf)
    return 0
}
