/// Charts as SVG, made of numbers only: nothing in them comes from people, so templates show them as they are.
enum Chart {
    private static let width = 640.0
    private static let height = 130.0

    /// Bars from left to right, with the first and last one's names below. `label` says it all for those who don't see it.
    static func bars(_ values: [Double], first: String, last: String, label: String) -> String {
        guard !values.isEmpty else { return "" }
        let top = max(values.max() ?? 0, 1)
        let step = width / Double(values.count)
        let plot = height - 1
        var parts: [String] = []
        for (index, value) in values.enumerated() {
            let tall = max(value > 0 ? 2 : 0, value / top * (plot - 4))
            parts.append(
                "<rect class=\"part\" x=\"\(text(Double(index) * step + 1))\" y=\"\(text(plot - tall))\" width=\"\(text(max(1, step - 2)))\" height=\"\(text(tall))\" rx=\"1.5\"/>"
            )
        }
        return frame(parts.joined(), first: first, last: last, label: label)
    }

    private static func frame(_ content: String, first: String, last: String, label: String) -> String {
        "<svg class=\"chart\" viewBox=\"0 0 \(text(width)) \(text(height))\" role=\"img\" aria-label=\"\(escaped(label))\">"
            + "<line class=\"axis\" x1=\"0\" y1=\"\(text(height - 1))\" x2=\"\(text(width))\" y2=\"\(text(height - 1))\"/>"
            + content + "</svg><p class=\"ends\"><span>\(escaped(first))</span><span>\(escaped(last))</span></p>"
    }

    /// One decimal place, whatever the locale.
    private static func text(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func escaped(_ text: String) -> String { EscapedText().escapeText(text) }
}
