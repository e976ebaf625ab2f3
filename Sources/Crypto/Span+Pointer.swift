/// How the wrappers of this module hand bytes to C: always a valid pointer, also where there are none.
extension Span where Element == UInt8 {
    func withPointer<Result, Failure: Error>(
        _ body: (UnsafePointer<UInt8>, Int) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafeBufferPointer { (buffer) throws(Failure) -> Result in
            if let base = buffer.baseAddress { return try unsafe body(base, buffer.count) }
            let nothing: UInt8 = 0
            return try unsafe withUnsafePointer(to: nothing) { (pointer) throws(Failure) -> Result in
                try unsafe body(pointer, 0)
            }
        }
    }
}

extension MutableSpan where Element == UInt8 {
    mutating func withPointer<Result, Failure: Error>(
        _ body: (UnsafeMutablePointer<UInt8>, Int) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafeMutableBufferPointer { (buffer) throws(Failure) -> Result in
            if let base = buffer.baseAddress { return try unsafe body(base, buffer.count) }
            var nothing: UInt8 = 0
            return try unsafe withUnsafeMutablePointer(to: &nothing) { (pointer) throws(Failure) -> Result in
                try unsafe body(pointer, 0)
            }
        }
    }
}
