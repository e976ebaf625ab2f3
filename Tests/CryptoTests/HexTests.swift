import Crypto
import Testing

struct HexTests {
    @Test func `bytes become lower-case digits and come back`() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = Hex.encode(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode(text.uppercased()) == bytes)
        #expect(Hex.decode("") == [])
    }

    @Test(arguments: ["0", "0g", " 00", "0x00", "00 ", "-1", "+1", "００", "é"])
    func `anything but pairs of digits is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test func `upper case can be refused`() {
        #expect(Hex.decode("aF") == [0xAF])
        #expect(Hex.decode("aF", lowerCaseOnly: true) == nil)
        #expect(Hex.decode("af", lowerCaseOnly: true) == [0xAF])
    }
}
