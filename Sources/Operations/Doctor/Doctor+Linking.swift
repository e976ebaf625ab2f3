internal import Accounts
internal import Crypto
internal import Foundation
internal import Vault

extension Doctor {
    /// What linking accounts needs: keys that only we can read, a public address, and a provider at least.
    var linking: [Finding] {
        [vaultKeys] + providers
    }

    private var vaultKeys: Finding {
        let remedy = "see docs/authentication.md, \"Keys\""
        // Looking must not make the file: it may be elsewhere by mistake.
        let inDataFolder = settings.dataDirectory.appendingPathComponent("vault-keys").path
        do throws(VaultError) {
            if let keys = settings.vaultKeys {
                return .good("vault keys", "from the environment, \(try KeyRing(text: keys.reveal).ids.count)")
            }
            if settings.vaultKeysFile == nil, !FileManager.default.fileExists(atPath: inDataFolder) {
                return .good("vault keys", "made at the first start in \(inDataFolder)")
            }
            let file = KeyFile(path: settings.vaultKeysFile?.path ?? inDataFolder)
            return .good("vault keys", "\(try file.load().ids.count) in \(file.path)")
        } catch {
            return .broken("vault keys", "\(error)", remedy)
        }
    }

    private var providers: [Finding] {
        settings.providers.readiness.map { provider in
            let name = "linking \(provider.name)"
            if let missing = provider.missing {
                return .notice(name, "not set up, so nobody is offered it", "to offer it set \(missing)")
            }
            guard settings.publicURL?.hasPrefix("https://") == true else {
                return .broken(
                    name, "set up, but there is no https address that browsers come back to", "set TIMMYBOT_PUBLIC_URL")
            }
            return .good(name, "set up")
        }
    }
}
