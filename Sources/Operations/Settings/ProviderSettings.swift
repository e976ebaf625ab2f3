package import Accounts
internal import Crypto
internal import Storage

/// The music services that members can link accounts of. One that isn't set up is nil, and offered nowhere.
package struct ProviderSettings: Sendable {
    package var spotify: Spotify?
    package var youtube: YouTube?
    package var soundcloud: SoundCloud?
    package var appleMusic: AppleMusic?
    package var youtubeCookies: Bool
    /// A program of the operator's with its arguments; empty: none.
    package var spotifySoundProgram: [String]

    init(_ reader: SettingsReader) throws(SettingsError) {
        let address = { (name: SettingName) throws(SettingsError) in
            try reader.required(name, "an http or https address", SettingsReader.webAddress)
        }
        spotifySoundProgram =
            try reader.optional(.spotifySoundProgram, "an absolute path, then arguments, separated by blanks") { text in
                let parts = text.split(separator: " ").map(String.init)
                return parts.first?.hasPrefix("/") == true ? parts : nil
            } ?? []
        spotify = try Self.spotify(reader, address)
        if spotify == nil, !spotifySoundProgram.isEmpty {
            throw .incompletePair(.spotifySoundProgram, .spotifyClientID)
        }
        spotify?.wantsSound = !spotifySoundProgram.isEmpty
        youtube = try Self.youtube(reader, address)
        soundcloud = try Self.soundcloud(reader, address)
        appleMusic = try Self.appleMusic(reader, address)
        youtubeCookies = try reader.isOn(.youtubeCookies)
    }

    /// What is offered to members.
    package var directory: ProviderDirectory {
        ProviderDirectory(
            [spotify?.provider, youtube?.provider, soundcloud?.provider].compactMap(\.self), appleMusic: appleMusic,
            acceptsCookies: youtubeCookies)
    }

    private typealias Address = (SettingName) throws(SettingsError) -> String

    private static func spotify(_ reader: SettingsReader, _ address: Address) throws(SettingsError) -> Spotify? {
        guard let id = reader.source.text(.spotifyClientID) else {
            guard reader.secret(.spotifyClientSecret) == nil else {
                throw .incompletePair(.spotifyClientSecret, .spotifyClientID)
            }
            return nil
        }
        return Spotify(
            clientID: id, clientSecret: reader.secret(.spotifyClientSecret),
            accountsURL: try address(.spotifyAccountsURL), apiURL: try address(.spotifyAPIURL))
    }

    private static func youtube(_ reader: SettingsReader, _ address: Address) throws(SettingsError) -> YouTube? {
        guard let client = try client(reader, .googleClientID, .googleClientSecret) else { return nil }
        return YouTube(
            clientID: client.id, clientSecret: client.secret, accountsURL: try address(.googleAccountsURL),
            tokensURL: try address(.googleTokensURL), apiURL: try address(.youtubeAPIURL))
    }

    private static func soundcloud(
        _ reader: SettingsReader, _ address: Address
    ) throws(SettingsError) -> SoundCloud? {
        guard let client = try client(reader, .soundcloudClientID, .soundcloudClientSecret) else { return nil }
        return SoundCloud(
            clientID: client.id, clientSecret: client.secret, accountsURL: try address(.soundcloudAccountsURL),
            apiURL: try address(.soundcloudAPIURL))
    }

    private static func appleMusic(
        _ reader: SettingsReader, _ address: Address
    ) throws(SettingsError) -> AppleMusic? {
        let names: [SettingName] = [.appleTeamID, .appleKeyID, .applePrivateKey]
        guard let given = names.first(where: { reader.source.text($0) != nil }) else { return nil }
        guard let team = reader.source.text(.appleTeamID) else { throw .incompletePair(given, .appleTeamID) }
        guard let keyID = reader.source.text(.appleKeyID) else { throw .incompletePair(given, .appleKeyID) }
        guard let pem = reader.secret(.applePrivateKey) else { throw .incompletePair(given, .applePrivateKey) }
        guard let key = try? P256PrivateKey(pem: pem) else {
            throw .malformed(.applePrivateKey, expected: "the text of a .p8 file with a P-256 key")
        }
        return AppleMusic(
            teamID: team, keyID: keyID, key: key, apiURL: try address(.appleAPIURL),
            musicKitURL: try address(.appleMusicKitURL))
    }

    private static func client(
        _ reader: SettingsReader, _ id: SettingName, _ secret: SettingName
    ) throws(SettingsError) -> (id: String, secret: SecretText)? {
        switch (reader.source.text(id), reader.secret(secret)) {
        case (nil, nil): nil
        case (let id?, let secret?): (id, secret)
        case (.some, nil): throw .incompletePair(id, secret)
        case (nil, .some): throw .incompletePair(secret, id)
        }
    }
}
