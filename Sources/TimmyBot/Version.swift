/// The version people and Discord see.
enum Version {
    static let text = "0.1.0"
}
