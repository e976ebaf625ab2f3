/// The header of a request: one copy of its bytes and where each name and value lies in them.
///
/// Names compare without case. Values are without the white space around them.
package struct HeaderFields: Sendable {
    /// Where one field lies in `bytes`.
    struct Field: Sendable, Equatable {
        var name: Range<Int>
        var value: Range<Int>
    }

    let bytes: [UInt8]
    let fields: [Field]

    init(bytes: [UInt8], fields: [Field]) {
        self.bytes = bytes
        self.fields = fields
    }

    /// Leaves out the white space behind values; that before them is out already.
    init(bytes: [UInt8], trimming fields: [Field]) {
        self.bytes = bytes
        self.fields = fields.map { field in
            var end = field.value.upperBound
            while end > field.value.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
            return Field(name: field.name, value: field.value.lowerBound..<end)
        }
    }

    /// For requests that did not come over a socket.
    package init(_ pairs: [(name: String, value: String)]) {
        var bytes: [UInt8] = []
        var fields: [Field] = []
        for (name, value) in pairs {
            let nameStart = bytes.count
            bytes.append(contentsOf: name.utf8)
            let valueStart = bytes.count
            bytes.append(contentsOf: value.utf8)
            fields.append(Field(name: nameStart..<valueStart, value: valueStart..<bytes.count))
        }
        self.init(bytes: bytes, fields: fields)
    }

    /// How many fields there are; a repeated name counts each time.
    package var count: Int { fields.count }

    /// The first field of that name.
    package subscript(name: String) -> String? {
        for field in fields where matches(field, name) {
            return String(decoding: bytes[field.value], as: UTF8.self)
        }
        return nil
    }

    /// The bytes of the first field of that name, without turning them into text.
    package func bytes(of name: String) -> ArraySlice<UInt8>? {
        for field in fields where matches(field, name) {
            return bytes[field.value]
        }
        return nil
    }

    /// All fields of that name, in the order they came.
    package func values(of name: String) -> [String] {
        fields.filter { matches($0, name) }.map { String(decoding: bytes[$0.value], as: UTF8.self) }
    }

    private func matches(_ field: Field, _ name: String) -> Bool {
        let wanted = name.utf8
        guard field.name.count == wanted.count else { return false }
        var index = field.name.lowerBound
        for byte in wanted {
            guard ASCII.lowercase(bytes[index]) == ASCII.lowercase(byte) else { return false }
            index += 1
        }
        return true
    }
}
