package import Crypto
package import DiscordTypes

extension Settings {
    /// What the bot needs to be itself on Discord.
    package struct Credentials: Sendable {
        package var token: SecretText
        package var applicationID: ApplicationID
        package var publicKey: String
    }

    /// Throws for the first of the three that is missing.
    package func credentials() throws(SettingsError) -> Credentials {
        let purpose = "to run the bot. README.md tells how to create the Discord application"
        guard let discordToken else { throw .missing(.discordToken, purpose: purpose) }
        guard let applicationID else { throw .missing(.discordApplicationID, purpose: purpose) }
        guard let publicKey else { throw .missing(.discordPublicKey, purpose: purpose) }
        return Credentials(token: discordToken, applicationID: applicationID, publicKey: publicKey)
    }

    /// Whether any of the three is set: someone who began to configure wants an error, not the demo.
    package var hasAnyCredential: Bool {
        discordToken != nil || applicationID != nil || publicKey != nil
    }
}
