internal import CCurl
internal import Glibc

/// Where the system keeps the certificate authorities it trusts.
enum SystemAuthorities {
    /// Whether libcurl's directory of authorities is one that OpenSSL can look them up in, by the hash of their names.
    ///
    /// Then nothing else is needed: the bundle file, which libcurl would read as well, costs each connection of its own
    /// some 790 KiB and a millisecond or more for every dozen authorities in it.
    static let areInDirectory: Bool = {
        guard let path = unsafe ccurl_authorities_directory(), let directory = unsafe opendir(path) else {
            return false
        }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            if isHashedName(name) { return true }
        }
        return false
    }()

    /// Eight hexadecimal digits, a point and a number, as `openssl rehash` names them.
    static func isHashedName(_ name: [UInt8]) -> Bool {
        let hexadecimal = Array("0123456789abcdef".utf8)
        guard name.count > 9, name[8] == UInt8(ascii: ".") else { return false }
        return name[..<8].allSatisfy(hexadecimal.contains) && name[9...].allSatisfy { (48...57).contains($0) }
    }
}
