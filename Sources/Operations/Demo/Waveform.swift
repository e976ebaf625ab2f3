/// Peaks drawn with block characters, above and below a middle line.
struct Waveform {
    /// From 0 to 1, one a column.
    let peaks: [Double]
    /// Rows above the middle; as many follow below.
    var rows = 4

    var lines: [String] {
        let top = (0..<rows).reversed().map { row in line(row, Self.rising) }
        let bottom = (0..<rows).map { row in line(row, Self.falling) }
        return top + bottom
    }

    /// Eighths of a cell filled from below, and the nearest there is for cells filled from above.
    private static let rising = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let falling = [" ", "▔", "▔", "▀", "▀", "▀", "█", "█", "█"]

    private func line(_ row: Int, _ cells: [String]) -> String {
        let loudest = max(peaks.max() ?? 0, 0.01)
        return peaks.map { peak in
            let eighths = peak / loudest * Double(rows * 8) - Double(row * 8)
            return cells[min(max(Int(eighths.rounded()), 0), 8)]
        }.joined()
    }
}
