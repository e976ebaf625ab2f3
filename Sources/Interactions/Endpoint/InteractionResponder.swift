internal import Access
internal import DiscordTypes
internal import FoundationEssentials
internal import Jobs
internal import Logging
internal import Storage

/// Answers one interaction: taken up once, allowed, done or put off, recorded.
struct InteractionResponder: Sendable {
    let planner: ErrandPlanner
    let dependencies: EndpointDependencies
    let pending: PendingReplies
    let time: TimeSource
    let timing: EndpointTiming
    let log: Logger

    /// Milliseconds for which an interaction's id is remembered; longer than its signature stays acceptable.
    static let claimLife: Int64 = 15 * 60 * 1_000

    private struct Verdict {
        var response: InteractionResponse
        var result: InteractionObservation.Result
    }

    private enum Admission {
        case go
        case answered([UInt8])
        case stop(TextKey)
    }

    /// The body of the answer. Returns before `timing.record` has passed since `arrival`, a value of the time source.
    func answer(_ interaction: Interaction, arrival: Duration, unixMilliseconds: Int64) async -> [UInt8] {
        let errand = planner.errand(for: interaction, receivedAt: unixMilliseconds)
        if case .suggest(let query) = errand.task { return await suggestions(for: query, interaction, errand, arrival) }
        let verdict: Verdict
        switch await admission(of: interaction, errand, arrival, unixMilliseconds) {
        case .answered(let earlier):
            report(interaction, errand, .repeated, since: arrival)
            return earlier
        case .stop(let key):
            verdict = Verdict(response: .message(problem(key, errand.texts)), result: .unavailable)
        case .go:
            verdict = await self.verdict(on: errand, interaction, arrival, unixMilliseconds)
        }
        let body = encoded(verdict.response)
        if !errand.isSecret { await record(body, of: interaction, until: arrival + timing.record) }
        report(interaction, errand, verdict.result, since: arrival)
        return body
    }

    /// Proposals are neither claimed nor recorded: they change nothing, and the next letter brings others.
    private func suggestions(
        for query: SuggestionQuery, _ interaction: Interaction, _ errand: Errand, _ arrival: Duration
    ) async -> [UInt8] {
        let (dependencies, deadline) = (dependencies, arrival + timing.suggest)
        let offer = try? await time.bounded(until: deadline) { () async throws -> TrackOffer? in
            guard case .allowed = try await dependencies.decide(query.guild) else { return nil }
            return try await dependencies.suggest(query)
        }
        let choices = offer.flatMap(\.self).map { SuggestionReply(texts: errand.texts).choices($0) }
        report(interaction, errand, choices == nil ? .unavailable : .answered, since: arrival)
        return encoded(.choices(choices ?? []))
    }

    /// Takes the interaction up. Only what changes nothing goes on without it.
    private func admission(
        of interaction: Interaction, _ errand: Errand, _ arrival: Duration, _ unixMilliseconds: Int64
    ) async -> Admission {
        let dependencies = dependencies
        do {
            let claim = try await time.bounded(until: arrival + timing.claim) {
                try await dependencies.claim(interaction.id, unixMilliseconds + Self.claimLife)
            }
            // Without an answer the first one may have ended half way. The job's id is the interaction's, so doing it again has
            // no second effect and brings the same outcome.
            if case .seen(let answer?) = claim { return .answered(answer) }
            return .go
        } catch {
            log.warning("an interaction can't be claimed", metadata: ["interaction": "\(interaction.id)"])
            guard case .job(let job, _) = errand.task, !job.action.onlyReads else { return .go }
            return .stop(.storeUnavailable)
        }
    }

    private func verdict(
        on errand: Errand, _ interaction: Interaction, _ arrival: Duration, _ unixMilliseconds: Int64
    ) async -> Verdict {
        if let guild = errand.listedServer, let refusal = await accessRefusal(of: guild, errand, arrival) {
            return refusal
        }
        switch errand.task {
        case .respond(let response):
            return Verdict(response: response, result: errand.isRefusal ? .refused : .answered)
        case .suggest: return Verdict(response: .noChoices, result: .answered)
        case .account(let account, let user):
            let clerk = AccountClerk(desk: dependencies.accounts, publicURL: planner.publicURL, time: time, log: log)
            let card = await clerk.answer(account, of: user, errand.texts, until: arrival + timing.inline)
            return Verdict(
                response: .message(card.message(for: .requester)), result: card.tone == .problem ? .refused : .answered)
        case .job(let job, let form):
            let result = await JobDispatch(dependencies: dependencies, time: time).perform(
                job, until: arrival + timing.inline, givingUp: arrival + timing.unreachable)
            return await verdict(on: result, job, form, errand, interaction, arrival, unixMilliseconds)
        }
    }

    /// Nil where the server is on the list. Where that can't be learned, the answer is no.
    private func accessRefusal(of guild: GuildID, _ errand: Errand, _ arrival: Duration) async -> Verdict? {
        let dependencies = dependencies
        let decision = try? await time.bounded(until: arrival + timing.access) {
            try await dependencies.decide(guild)
        }
        let text: Markdown
        switch decision {
        case .allowed: return nil
        case .notApproved(let state):
            // Discord shows an error to whoever gets no answer at all; so the shortest one it is.
            text = dependencies.isSilenced(guild) ? errand.texts(.accessSilenced) : reason(state, guild, errand.texts)
        case .unavailable, nil:
            log.warning("the allowlist can't be asked", metadata: ["guild": "\(guild)"])
            return Verdict(response: .message(problem(.accessUnknown, errand.texts)), result: .unavailable)
        }
        let card = Card(tone: .problem, body: [text])
        return Verdict(response: .message(card.message(for: .requester)), result: .refused)
    }

    private func reason(_ state: ServerState?, _ guild: GuildID, _ texts: Texts) -> Markdown {
        switch state {
        case .requested, .deferred: return texts(.accessRequested)
        case .rejected, .revoked: return texts(.accessRefused)
        case .approved, nil:
            // The link names the server, so that nobody has to look for its id.
            let form = planner.publicURL.map { "\($0.hasSuffix("/") ? $0 : $0 + "/")access?server=\(guild)" }
            guard let link = form.flatMap(TrackLine.address) else { return texts(.notAllowed) }
            return texts(.notAllowedWithLink, ["link": link])
        }
    }

    private func verdict(
        on result: JobDispatch.Result, _ job: PlaybackJob, _ form: Errand.Form, _ errand: Errand,
        _ interaction: Interaction, _ arrival: Duration, _ unixMilliseconds: Int64
    ) async -> Verdict {
        switch result {
        case .done(let outcome): return verdict(on: outcome, form, errand.texts)
        case .notTaken(let error):
            log.warning("a job was not delivered", metadata: ["job": "\(job.id)", "error": "\(error)"])
            let card = Card(tone: .problem, body: [FailureReply(texts: errand.texts).text(error, of: job)])
            return Verdict(response: .message(card.message(for: .requester)), result: .unavailable)
        case .accepted where form == .silent:
            // The node has it, and what it does shows in the player's message.
            return Verdict(response: .deferredUpdate, result: .answered)
        case .accepted, .unanswered:
            let reply = OwedReply(
                interaction: interaction.id, application: interaction.application, token: interaction.token,
                command: errand.command, job: job, isAccepted: result == .accepted, createdAt: unixMilliseconds)
            guard pending.admit(reply) else {
                return Verdict(response: .message(problem(.tooManyPending, errand.texts)), result: .unavailable)
            }
            await pending.save(reply, until: arrival + timing.save)
            switch form {
            case .message(let visibility): return Verdict(response: .deferredMessage(visibility), result: .deferred)
            case .update: return Verdict(response: .deferredUpdate, result: .deferred)
            // Whether the node has it is not known: a message of its own tells, and leaves the player's alone.
            case .silent: return Verdict(response: .deferredMessage(.requester), result: .deferred)
            }
        }
    }

    private func verdict(on outcome: JobOutcome, _ form: Errand.Form, _ texts: Texts) -> Verdict {
        let card = OutcomeReply(texts: texts).card(outcome)
        if case .failed = outcome {
            return Verdict(response: .message(card.message(for: .requester)), result: .failed)
        }
        switch form {
        case .message(let visibility):
            return Verdict(response: .message(card.message(for: visibility)), result: .answered)
        // An update keeps the visibility of the message it changes.
        case .update: return Verdict(response: .update(card.message(for: .everyone)), result: .answered)
        case .silent: return Verdict(response: .deferredUpdate, result: .answered)
        }
    }

    private func problem(_ key: TextKey, _ texts: Texts) -> ComponentMessage {
        Card(tone: .problem, body: [texts(key)]).message(for: .requester)
    }

    private func encoded(_ response: InteractionResponse) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(response))
        } catch {
            // Texts and numbers always have a JSON form. Should one not, an answer in time is still better than none.
            log.error("a response can't be encoded")
            return Array(#"{"data":{"content":"…","flags":64},"type":4}"#.utf8)
        }
    }

    private func record(_ body: [UInt8], of interaction: Interaction, until deadline: Duration) async {
        let dependencies = dependencies
        do {
            try await time.bounded(until: deadline) { try await dependencies.record(body, interaction.id) }
        } catch {
            // A repetition then does the same again, which has no second effect.
            log.warning("an answer is not recorded", metadata: ["interaction": "\(interaction.id)"])
        }
    }

    private func report(
        _ interaction: Interaction, _ errand: Errand, _ result: InteractionObservation.Result, since arrival: Duration
    ) {
        let duration = time.now() - arrival
        dependencies.observe(InteractionObservation(command: errand.command, result: result, duration: duration))
        log.debug(
            "interaction",
            metadata: [
                "interaction": "\(interaction.id)", "command": "\(errand.command)", "result": "\(result.rawValue)",
                "milliseconds": "\(Int(duration / .milliseconds(1)))",
            ])
    }
}
