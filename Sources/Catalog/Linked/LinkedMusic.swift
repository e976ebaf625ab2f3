internal import Accounts
internal import Deadlines
package import DiscordTypes
package import Jobs
internal import Logging
internal import Storage

/// What members keep at their linked services. Each answer is for the member named alone.
///
/// All services are asked at once, each within its own time; one that fails is named and delays nobody.
package struct LinkedMusic: Sendable {
    static let budget: Duration = .seconds(8)

    let services: [any MusicService]
    let accounts: Accounts?
    var logger: Logger
    var budget = Self.budget

    /// The member's playlists, the liked tracks of each service before its other lists.
    package func playlists(of member: UserID) async -> LinkedAnswer<LinkedPlaylist> {
        await ask(member) { try await $0.playlists(of: member) }
    }

    /// What the member liked last, of each service up to `count`, the newest first.
    package func liked(by member: UserID, count: Int) async -> LinkedAnswer<CatalogTrack> {
        await ask(member) { try await $0.liked(by: member, count: count) }
    }

    /// The tracks of a list. The first is there; the others arrive in `rest`. Throws ``CatalogError`` or ``SiteError``.
    package func open(_ playlist: LinkedPlaylist, for member: UserID) async throws -> TrackList {
        guard let service = services.first(where: { $0.service == playlist.service }) else {
            throw CatalogError.unsupported(playlist.service)
        }
        return try await service.list(at: playlist.link, for: member)
    }

    /// Proposals of the services, and where they make none what the member played or liked there last. The services take turns.
    package func recommendations(for member: UserID, count: Int) async -> LinkedAnswer<CatalogTrack> {
        var answer = await ask(member, each: { try await $0.recommended(to: member, count: count) })
        answer.items = Array(FairMix.of(answer.items.grouped(by: \.service), count: count))
        return answer
    }

    /// A fair mix of the liked tracks of `asker` and of those of `others` who let blends use their account. `members` of the answer
    /// are those whose tracks are in it; nobody else learns who did not agree.
    package func blend(of asker: UserID, with others: [UserID], count: Int) async -> LinkedBlend {
        var lists: [[CatalogTrack]] = []
        var blend = LinkedBlend()
        await withTaskGroup(of: (Int, UserID, LinkedAnswer<CatalogTrack>).self) { group in
            let people = [asker] + others.filter { $0 != asker }
            for (index, member) in people.enumerated() {
                group.addTask {
                    let answer = await ask(member, isWanted: { await mayUse($0, of: member, for: asker) }) {
                        try await $0.liked(by: member, count: count)
                    }
                    return (index, member, answer)
                }
            }
            var answers: [(Int, UserID, LinkedAnswer<CatalogTrack>)] = []
            for await answer in group { answers.append(answer) }
            for (_, member, answer) in answers.sorted(by: { $0.0 < $1.0 }) {
                blend.missing += answer.missing.filter { !blend.missing.contains($0) }
                guard !answer.items.isEmpty else { continue }
                blend.members.append(member)
                // Whoever hears them needs nobody's account for them.
                lists.append(FairMix.of(answer.items.grouped(by: \.service), count: count).map(\.withoutAccount))
            }
        }
        blend.tracks = FairMix.of(lists, count: count)
        return blend
    }

    private func mayUse(_ service: any MusicService, of member: UserID, for asker: UserID) async -> Bool {
        if member == asker { return true }
        guard let accounts else { return false }
        do {
            return try await accounts.mayBlend(member, at: service.provider)
        } catch {
            return false
        }
    }
}

/// Tracks that several members like.
package struct LinkedBlend: Codable, Hashable, Sendable {
    package var tracks: [CatalogTrack] = []
    package var members: [UserID] = []
    /// Services that gave no answer for somebody.
    package var missing: [CatalogTrack.Service] = []

    package init() {}
}

extension LinkedMusic {
    private enum Reply<Item: Sendable> {
        case items([Item])
        case notLinked, relink, missing
    }

    private func ask<Item: Codable & Hashable & Sendable>(
        _ member: UserID, isWanted: @escaping @Sendable (any MusicService) async -> Bool = { _ in true },
        each question: @escaping @Sendable (any MusicService) async throws -> [Item]
    ) async -> LinkedAnswer<Item> {
        var replies: [CatalogTrack.Service: Reply<Item>] = [:]
        await withTaskGroup(of: (CatalogTrack.Service, Reply<Item>).self) { group in
            for service in services {
                group.addTask {
                    guard await isWanted(service) else { return (service.service, .notLinked) }
                    return (service.service, await self.reply(of: service) { try await question(service) })
                }
            }
            for await (service, reply) in group { replies[service] = reply }
        }
        var answer = LinkedAnswer<Item>()
        for service in services.map(\.service) {
            switch replies[service] {
            case .items(let items):
                answer.asked.append(service)
                answer.items += items
            case .missing:
                answer.asked.append(service)
                answer.missing.append(service)
            case .relink: answer.toRelink.append(service)
            case .notLinked, nil: break
            }
        }
        return answer
    }

    private func reply<Item: Sendable>(
        of service: any MusicService, _ body: @escaping @Sendable () async throws -> [Item]
    ) async -> Reply<Item> {
        do {
            return .items(try await Deadline.after(budget).run(body))
        } catch MusicServiceError.notLinked, MusicServiceError.notConfigured {
            return .notLinked
        } catch MusicServiceError.relinkNeeded {
            return .relink
        } catch {
            logger.info(
                "a member's library was not read", metadata: ["service": "\(service.service)", "reason": "\(error)"])
            return .missing
        }
    }
}

extension CatalogTrack {
    package var withoutAccount: CatalogTrack {
        var track = self
        track.account = nil
        return track
    }
}
