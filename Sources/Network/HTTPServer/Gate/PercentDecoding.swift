/// Strict decoding of percent escapes, once.
enum PercentDecoding {
    enum Failure: Error, Equatable {
        /// `%` without two hexadecimal digits.
        case malformed
        /// Decodes to something no path of ours contains: a control byte, a slash, a dot segment, broken UTF-8.
        case refused
    }

    /// One segment of a path, the text between two slashes.
    static func segment(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
        guard let decoded = unescape(bytes, plusIsSpace: false) else { throw .malformed }
        let isHarmless = decoded.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x2F && $0 != 0x5C }
        guard isHarmless, let text = String(validating: decoded, as: UTF8.self), text != ".", text != ".."
        else { throw .refused }
        return text
    }

    /// A name or value of a query or form. Nil for broken escapes, broken UTF-8 and NUL.
    static func formText(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let decoded = unescape(bytes, plusIsSpace: true), !decoded.contains(0) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func unescape(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == 0x2B, plusIsSpace {
                decoded.append(0x20)
            } else if byte == 0x25 {
                guard bytes.endIndex - index >= 2, let high = ASCII.hexadecimal(bytes[index]),
                    let low = ASCII.hexadecimal(bytes[index + 1])
                else { return nil }
                decoded.append(high << 4 | low)
                index += 2
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }
}
