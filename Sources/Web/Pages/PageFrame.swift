/// What the layout shows around every page.
struct PageFrame: Sendable {
    struct Person: Sendable {
        let name: String
        let isOperator: Bool
    }

    let title: String
    /// Nil where nobody is signed in.
    let person: Person?
    /// What every form of the page repeats.
    let formToken: String
    /// Whether anybody can sign in at all.
    let canSignIn: Bool
    /// What happened a moment ago.
    let notice: String?
    /// A script of `public/assets` that the page uses when it may.
    let script: String?
}
