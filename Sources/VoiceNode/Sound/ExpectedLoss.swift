/// How much loss the encoder is told to expect, from what the voice server reports.
///
/// It follows a rise at once and a fall slowly, since lost packets come in bursts. Above 8 % libopus would leave its music mode for
/// one with forward error correction, in which music is further from the original at every rate of loss up to 30 % (measured as
/// the distance of spectra, at 64 and 128 kbit/s): that much is the most it is told. Packets that are passed on stay as they are.
struct ExpectedLoss: Sendable {
    static let highest: Int32 = 8
    /// Of the former value after a report without loss.
    private static let decay = 0.8

    private var fraction = 0.0

    /// In percent, for `OpusEncoder.Configuration.expectedLoss`.
    var percent: Int32 { min(Int32((fraction * 100).rounded()), Self.highest) }

    mutating func note(_ report: ReceptionReport) {
        let reported = Double(report.fractionLost) / 256
        fraction = max(reported, fraction * Self.decay + reported * (1 - Self.decay))
    }
}
