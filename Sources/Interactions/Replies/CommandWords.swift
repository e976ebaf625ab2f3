/// What commands and options are called in languages that are not written beside their handlers, by the English text.
///
/// Names of commands and options stay English in these languages, so that a member finds in every server what they know.
enum CommandWords {
    static func table(of language: Language) -> [String: String] {
        switch language {
        case .english, .german: [:]
        case .spanish: spanish
        case .french: french
        case .japanese: japanese
        }
    }
}
