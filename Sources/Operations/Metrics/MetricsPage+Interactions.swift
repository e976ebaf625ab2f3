package import Interactions

extension MetricsPage {
    /// Counts one interaction.
    package func observe(_ interaction: InteractionObservation) {
        let labels: Labels = ["command": interaction.command, "result": interaction.result.rawValue]
        count("timmybot_interactions_total", labels)
        observe("timmybot_interaction_seconds", ["command": interaction.command], interaction.duration)
    }

    /// Says what the figures of `observe` mean.
    package func describeInteractions() {
        describe("timmybot_interactions_total", "counter", "Interactions by command and result.")
        describe("timmybot_interaction_seconds", "histogram", "From an interaction's arrival to its result.")
    }
}
