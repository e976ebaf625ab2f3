package import Foundation
package import Logging

/// `timmybot up`: runs the parts as child processes, starts one again that ends, and ends all with itself.
package struct Supervisor: Sendable {
    package struct Part: Sendable {
        package var name: String
        package var arguments: [String]

        package init(name: String, arguments: [String]) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// What a part exits with that a new start would not mend: wrong settings or credentials (EX_CONFIG of sysexits.h).
    package static let hopelessStatus: Int32 = 78
    /// A part that ran this long starts again at once; one that ends sooner waits longer each time.
    private static let healthyAfter: Duration = .seconds(60)
    private static let longestDelay: Duration = .seconds(30)
    /// How long a part may take to end in good order.
    private static let drainDeadline: Duration = .seconds(30)

    private let executable: URL
    private let parts: [Part]
    private let environment: [String: String]
    private let logger: Logger

    package init(executable: URL, parts: [Part], environment: [String: String], logger: Logger) {
        self.executable = executable
        self.parts = parts
        self.environment = environment
        self.logger = logger
    }

    /// Returns after SIGTERM or SIGINT, when all parts have ended, or with the status of a part that can't be helped.
    package func run() async throws -> Int32 {
        let stop = TerminationSignals()
        let running = RunningChildren()
        return try await withThrowingTaskGroup(of: Int32?.self) { group in
            for part in parts { group.addTask { try await keep(part, running) } }
            group.addTask {
                // A new certificate: the part that has one reads it, the others take no notice.
                for await number in TerminationSignals([SIGHUP]).all {
                    for child in running.children { child.signal(number) }
                }
                return nil
            }
            group.addTask {
                await stop.first()
                return 0
            }
            for try await status in group {
                guard let status else { continue }
                group.cancelAll()
                while try await group.next() != nil {}
                return status
            }
            return 0
        }
    }

    /// Runs a part until cancelled. Returns its status if starting it again would not help.
    private func keep(_ part: Part, _ running: RunningChildren) async throws -> Int32? {
        var failures = 0
        while !Task.isCancelled {
            let began = ContinuousClock.now
            let child = try SupervisedProcess(
                name: part.name, executable: executable, arguments: part.arguments, environment: environment)
            running.set(child, for: part.name)
            logger.info("started \(part.name)", metadata: ["pid": "\(child.identifier)"])
            let status = await withTaskCancellationHandler {
                await child.end()
            } onCancel: {
                end(child)
            }
            if Task.isCancelled { return nil }
            if status == Self.hopelessStatus { return status }
            failures = ContinuousClock.now - began >= Self.healthyAfter ? 0 : failures + 1
            let delay = min(Self.longestDelay, .milliseconds(250) * (1 << min(failures, 10)))
            logger.error(
                "\(part.name) ended and is started again", metadata: ["status": "\(status)", "after": "\(delay)"])
            try? await Task.sleep(for: delay)
        }
        return nil
    }

    /// Asks the part to end, and makes it end if it does not.
    private func end(_ child: SupervisedProcess) {
        child.signal(SIGTERM)
        // Nobody waits for it: it ends with the child at the latest.
        Task.detached {
            try? await Task.sleep(for: Self.drainDeadline)
            child.signal(SIGKILL)
        }
    }
}
