internal import Foundation
internal import LabelledMatches

/// How often the match of a labelled case is right, and how many of the cases that have an answer are answered.
struct MatchBenchmark {
    let file: String

    /// Prints cases, answerable ones, those played, and those played rightly.
    func run() throws {
        let matches = try LabelledMatches(Data(contentsOf: URL(fileURLWithPath: file)))
        print(matches.cases, matches.answerable, matches.played, matches.right)
    }
}
