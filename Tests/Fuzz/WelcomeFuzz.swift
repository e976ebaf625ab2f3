import Crypto

@testable import DAVE

/// A welcome, the group info in it and the tree in that, each from any bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let welcome = try? MLSReader.decode(Welcome.self, from: bytes) {
        precondition(MLSWriter.encode(welcome) == bytes)
    }
    if let info = try? MLSReader.decode(GroupInfo.self, from: bytes) {
        precondition(MLSWriter.encode(info) == bytes)
    }
    _ = try? MLSReader.decode(GroupSecrets.self, from: bytes)
    if var tree = try? RatchetTree(encoded: bytes) {
        precondition(tree.encoded == bytes)
        let hash = tree.treeHash()
        for place in tree.nodes.indices { _ = tree.resolution(of: NodeIndex(place)) }
        try? tree.validate(groupID: [1])
        if let first = tree.members.first {
            tree.remove(first.index)
            _ = try? tree.add(first.leaf)
        }
        precondition(!hash.isEmpty)
    }
    return 0
}
