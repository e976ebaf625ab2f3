/// HKDF with HMAC-SHA-256 (RFC 5869). Keys of any length are taken, also shorter ones than the hash.
package enum HKDF {
    package static let hashSize = 32
    package static let largestOutput = 255 * hashSize

    package static func extract(salt: SecretBytes, inputKey: SecretBytes) -> SecretBytes {
        salt.withSpan { salt in inputKey.withSpan { extract(salt: salt, inputKey: $0) } }
    }

    package static func extract(salt: Span<UInt8>, inputKey: Span<UInt8>) -> SecretBytes {
        SecretBytes(count: hashSize) { output in
            var state = HMACSHA256.State(key: salt)
            state.update(inputKey)
            state.finish(into: &output)
        }
    }

    package static func expand(_ key: SecretBytes, info: [UInt8], count: Int) throws(HKDFError) -> SecretBytes {
        guard count <= largestOutput else { throw .outputTooLong }
        return SecretBytes(count: count) { output in
            key.withSpan { expand($0, info: info.span, into: &output) }
        }
    }

    /// Fills `output`, at most 8,160 bytes, without allocating.
    package static func expand(_ key: Span<UInt8>, info: Span<UInt8>, into output: inout MutableSpan<UInt8>) {
        precondition(output.count <= largestOutput)
        var block = [32 of UInt8](repeating: 0)
        var written = 0
        var counter: [1 of UInt8] = [0]
        while written < output.count {
            counter[0] += 1
            var state = HMACSHA256.State(key: key)
            if written > 0 { state.update(block.span) }
            state.update(info)
            state.update(counter.span)
            var blockSpan = block.mutableSpan
            state.finish(into: &blockSpan)
            for index in 0..<min(hashSize, output.count - written) { output[written + index] = block[index] }
            written += hashSize
        }
        var blockSpan = block.mutableSpan
        SecretBytes.wipe(&blockSpan)
    }
}

package enum HKDFError: Error, Equatable {
    /// More than 255 blocks were asked for.
    case outputTooLong
}
