/// The parts of a packet that is sealed or opened in place.
struct PacketParts {
    /// Throws unless a header of `headerCount` bytes and a body of `bodyCount` and `tagCount` bytes fit into `count`.
    static func check(
        headerCount: Int, bodyCount: Int, tagCount: Int, in count: Int
    ) throws(AEADError) {
        guard headerCount >= 0, bodyCount >= 0, bodyCount <= Int(Int32.max) else {
            throw .wrongBufferLength(expected: max(tagCount, bodyCount), actual: count)
        }
        let needed = headerCount.addingReportingOverflow(bodyCount + tagCount)
        guard !needed.overflow, needed.partialValue <= count else {
            throw .wrongBufferLength(expected: needed.overflow ? .max : needed.partialValue, actual: count)
        }
    }
}
