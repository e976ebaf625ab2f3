import Testing

@testable import Interactions

struct TextsTests {
    @Test(arguments: Language.allCases)
    func `each language has each text`(language: Language) {
        let table = Texts.table(of: language)
        for key in TextKey.allCases {
            #expect(table[key]?.isEmpty == false, "\(key)")
        }
    }
}
