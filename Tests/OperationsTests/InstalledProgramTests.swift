import Testing

@testable import Operations

struct InstalledProgramTests {
    private func answer(_ script: String, within patience: Duration = .seconds(60)) async -> InstalledProgram.Answer {
        await InstalledProgram(path: "sh", arguments: ["-c", script]).answer(within: patience)
    }

    @Test func `a program's first line is its answer`() async {
        #expect(await answer("echo one 1.2; echo two; echo error >&2") == .said("one 1.2"))
        #expect(await answer("read line; echo \"<$line>\"") == .said("<>"), "it waits for nobody's input")
    }

    @Test func `one that fails, says nothing or is not there is told apart`() async {
        #expect(await answer("echo one; exit 3") == .failed)
        #expect(await answer("true") == .failed)
        #expect(await answer("kill -9 $$") == .failed)
        let missing = InstalledProgram(path: "/nowhere/at/all", arguments: [])
        #expect(await missing.answer(within: .seconds(60)) == .missing)
    }

    @Test func `one that hangs is ended when its time is over`() async {
        #expect(await answer("exec sleep 600", within: .milliseconds(100)) == .silent)
    }
}
