internal import DiscordREST
internal import DiscordTypes
internal import Interactions
internal import VoiceNode

extension DiscordClients {
    /// What the player's message needs: the words are the endpoint's, the message is Discord's.
    var playerMessages: PlayerMessageAccess {
        PlayerMessageAccess(
            render: { player, locale in PlayerCard(locale: locale).message(player) },
            post: { [rest] message, channel in
                try await Self.posting {
                    let posted = try await rest.post(message, in: channel)
                    return PlayerMessageID(channel: posted.channel, message: posted.id)
                }
            },
            edit: { [rest] id, message in
                try await Self.posting { try await rest.edit(id.message, in: id.channel, to: message) }
            },
            delete: { [rest] id in
                try await Self.posting { try await rest.delete(id.message, in: id.channel) }
            },
            // Without the permission to read the channel the message stays where it is.
            countNewer: { [rest] id, limit in
                try? await rest.countMessages(after: id.message, in: id.channel, limit: limit)
            },
            setStatus: { [rest] text, channel in
                try await Self.posting { try await rest.setVoiceStatus(text, of: channel) }
            })
    }

    private static func posting<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch RESTError.notFound {
            throw PlayerMessageProblem.gone
        } catch RESTError.forbidden {
            throw PlayerMessageProblem.forbidden
        } catch {
            throw PlayerMessageProblem.failed("\(error)")
        }
    }
}
