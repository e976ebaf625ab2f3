package import VoiceNode

/// The voice node's figures.
package struct NodeMetrics: Sendable {
    private let node: Node

    package init(node: Node) {
        self.node = node
    }

    package func add(to page: MetricsPage) {
        let node = node
        page.gauge("timmybot_voice_calls", "Calls the audio driver serves.") {
            [(.unlabelled, Double(node.driverStatistics.calls))]
        }
        page.gauge("timmybot_voice_ticks_total", "Ticks of 20 ms that the audio driver ran.", kind: "counter") {
            [(.unlabelled, Double(node.driverStatistics.ticks))]
        }
        page.gauge(
            "timmybot_voice_ticks_skipped_total", "Ticks left out because the audio driver was not run in time.",
            kind: "counter"
        ) { [(.unlabelled, Double(node.driverStatistics.ticksSkipped))] }
        page.gauge("timmybot_guilds", "Guilds the gateway has told of.") {
            [(.unlabelled, Double(node.directory.guilds.count))]
        }
    }
}
