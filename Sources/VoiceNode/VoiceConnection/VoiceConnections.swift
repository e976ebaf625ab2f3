package import DiscordTypes

/// The voice connections of a node, one for each guild that plays, and the way of the main gateway's events to them.
package actor VoiceConnections {
    private let environment: VoiceEnvironment
    private let pool = TaskPool(cancelsAtEnd: false)
    private var connections: [GuildID: VoiceConnection] = [:]
    private var user: UserID?
    private var isGatewayUp = false

    package init(environment: VoiceEnvironment) {
        self.environment = environment
    }

    /// Runs the connections until `shutDown` or cancellation, and until each has closed.
    package func run() async {
        await pool.run()
    }

    /// The guild's connection, made at the first call.
    package func connection(for guild: GuildID) -> VoiceConnection {
        if let connection = connections[guild] { return connection }
        let connection = VoiceConnection(guild: guild, isGatewayUp: isGatewayUp, environment: environment)
        connections[guild] = connection
        pool.add { await connection.run() }
        return connection
    }

    /// Leaves everywhere; `run` returns once every connection has closed. The main gateway must still be there.
    package func shutDown() async {
        let leaving = connections.values
        connections = [:]
        await withDiscardingTaskGroup { group in
            for connection in leaving { group.addTask { await connection.shutDown() } }
        }
        pool.finish()
    }

    /// Takes the main gateway's notices, in order, after the directory has taken them.
    package func receive(_ notice: GatewayNotice) async {
        switch notice {
        case .disconnected:
            isGatewayUp = false
            await tellAll(.gatewayDown)
        case .event(.ready(let ready)):
            user = ready.user
            isGatewayUp = true
            let current = Set(ready.guilds.map(\.id))
            for (guild, connection) in connections {
                await connection.receive(
                    current.contains(guild) ? .gatewayUp(isNewSession: true) : .removedFromGuild)
            }
        case .event(.resumed):
            isGatewayUp = true
            await tellAll(.gatewayUp(isNewSession: false))
        case .event(.voiceStateUpdate(let state)):
            guard state.user == user, let guild = state.guild else { return }
            await connections[guild]?.receive(.ownState(state))
        case .event(.voiceServerUpdate(let server)):
            await connections[server.guild]?.receive(.server(server))
        case .event(.channelDelete(let channel)):
            guard let guild = channel.guild else { return }
            await connections[guild]?.receive(.channelDeleted(channel.id))
        case .event(.guildDelete(let guild)):
            guard !guild.isUnavailable else { return }
            await connections[guild.id]?.receive(.removedFromGuild)
        case .event: return
        }
    }

    private func tellAll(_ input: VoiceMembershipMachine.Input) async {
        for connection in connections.values { await connection.receive(input) }
    }
}
