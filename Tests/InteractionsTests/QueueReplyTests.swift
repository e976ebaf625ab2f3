import DiscordTypes
import Foundation
import Jobs
import Testing

@testable import Interactions

struct QueueReplyTests {
    static func track(_ entry: Int64, title: String? = nil, link: String? = nil) -> TrackSummary {
        TrackSummary(
            entry: entry, title: title ?? "Track \(entry)", artist: nil, link: link,
            durationMilliseconds: entry.isMultiple(of: 2) ? 60_000 * entry : nil, requester: UserID(12),
            requesterName: "Ada")
    }

    static func page(_ page: Int, of pages: Int, entries: [TrackSummary], total: Int64? = 600_000) -> QueuePage {
        let player = PlayerState(
            phase: .playing, channel: ChannelID(7), current: OutcomeReplyTests.upload, positionMilliseconds: 5_000,
            waiting: entries.count + (pages - 1) * 10)
        return QueuePage(player: player, entries: entries, page: page, pages: pages, waitingMilliseconds: total)
    }

    static func card(_ page: QueuePage, _ language: Language = .english) -> Card {
        QueueReply(texts: CommandRegistry.standard.texts(language)).card(page)
    }

    @Test func `who is not known any more, and nobody, is not named`() {
        var track = Self.track(11)
        track.requester = .nobody
        let text = Self.card(Self.page(2, of: 3, entries: [track])).message(for: .requester).text
        #expect(text.contains("11\\. **Track 11**\n"), "\(text)")
    }

    @Test func `a page has numbers, lengths, requesters and a total`() {
        let card = Self.card(Self.page(2, of: 3, entries: [Self.track(11), Self.track(12)]))
        #expect(
            card.message(for: .requester).text == """
                ### Queue
                Now: **take\\_1.mp3**
                0:05 so far
                11\\. **Track 11** · <@12>
                12\\. **Track 12** `12:00` · <@12>
                -# 22 tracks waiting · 10:00 in total · Page 2 of 3
                """)
        #expect(card.buttons.map(\.action) == [.custom(id: "queue:1", .secondary), .custom(id: "queue:3", .secondary)])
        #expect(card.buttons.map(\.isDisabled) == [false, false])
    }

    @Test func `the first and the last page end the turning`() {
        let first = Self.card(Self.page(1, of: 2, entries: [Self.track(1)]))
        let last = Self.card(Self.page(2, of: 2, entries: [Self.track(1)]))
        let only = Self.card(Self.page(1, of: 1, entries: [Self.track(1)], total: nil), .german)
        #expect(first.buttons.map(\.isDisabled) == [true, false])
        #expect(last.buttons.map(\.isDisabled) == [false, true])
        #expect(only.buttons.isEmpty)
        #expect(only.footnote?.source == "1 Titel wartet · Gesamtlänge unbekannt")
    }

    @Test func `an empty queue says how to fill it`() {
        let page = Self.page(1, of: 1, entries: [])
        #expect(Self.card(page).message(for: .requester).text.hasSuffix("Add one with `/play`."))
    }

    @Test(arguments: [
        String(repeating: "*", count: 500), String(repeating: "😀", count: 500), String(repeating: "W", count: 500),
        "a" + String(repeating: "\u{301}", count: 5_000),
    ])
    func `ten of the longest titles fit, with the buttons`(title: String) {
        let link = "https://example.org/" + String(repeating: "x", count: 250)
        let entries = (1...10).map { Self.track($0, title: title, link: link) }
        var page = Self.page(99_998, of: 99_999, entries: entries)
        page.player.current = entries[0]
        for language in Language.allCases {
            let card = Self.card(page, language)
            let message = card.message(for: .requester)
            #expect(MessageBudget.length(of: message) <= MessageBudget.characters)
            #expect(message.text.contains("99999"), "the footnote is there, so nothing was cut")
            #expect(message.text.components(separatedBy: "<@12>").count == 11)
            #expect(card.buttons.count == 2)
        }
    }

    @Test func `a message beyond the limit is cut, not refused`() {
        let text = String(repeating: "é😀", count: 3_000)
        let message = ComponentMessage(
            [.container([.text(text), .text("behind"), .row([])], accent: nil), .text("last")], visibility: .everyone)
        let fitted = MessageBudget.fitted(message)
        #expect(MessageBudget.length(of: fitted) <= MessageBudget.characters)
        #expect(MessageBudget.length(of: fitted) > MessageBudget.characters - 4)
        #expect(fitted.text.contains("…"))
        let short = ComponentMessage([.text("short")], visibility: .everyone)
        #expect(MessageBudget.fitted(short) == short)
    }

    @Test(arguments: 1...20)
    func `a button's id names its page and nothing else`(page: Int) {
        #expect(QueueButton.page(of: QueueButton.customID(page: page)) == page)
    }
}
