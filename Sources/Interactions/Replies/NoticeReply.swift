internal import DiscordTypes
package import Jobs

/// The words for what people are told without having asked, in the language of their room.
package struct NoticeReply: Sendable {
    private let texts: Texts

    /// In the language of a locale; English where it is nil or unknown.
    package init(locale: String?) {
        texts = CommandRegistry.standard.texts(Language(locale: locale))
    }

    /// One short line of markdown that mentions nobody.
    package func text(_ notice: Notice) -> String {
        words(notice).source
    }

    /// For a direct message: the named service refuses what the member linked.
    package func linkLost(at service: String) -> String {
        texts(.noticeLinkLost, ["service": Markdown(escaping: service)]).source
    }

    private func words(_ notice: Notice) -> Markdown {
        switch notice {
        case .trackFailed(let title, _, .incomplete): texts(.noticeIncomplete, ["title": Markdown(escaping: title)])
        case .trackFailed(let title, _, let problem):
            texts(
                .noticeFailed,
                [
                    "title": Markdown(escaping: title),
                    "reason": FailureReply(texts: texts).text(.unusableMedia(problem)),
                ])
        case .trackStuck(let title, _): texts(.noticeStuck, ["title": Markdown(escaping: title)])
        case .playsPublicly(let title, let service):
            texts(.noticePublic, ["title": Markdown(escaping: title), "service": Markdown(escaping: service.name)])
        case .listCut(let added, let count):
            texts(.noticeListCut, ["added": "\(added)", "count": "\(count)"])
        case .trackGivenUp(let title, _): texts(.noticeGivenUp, ["title": Markdown(escaping: title)])
        case .listGivenUp(let added): texts(.noticeListGivenUp, ["added": "\(added)"])
        case .leftAlone(let minutes): texts(.noticeAlone, ["minutes": "\(minutes)"])
        case .leftSilenced(let minutes): texts(.noticeSilenced, ["minutes": "\(minutes)"])
        case .voiceLost: texts(.noticeVoiceLost)
        case .playerForbidden(let channel): texts(.noticePlayerForbidden, ["channel": Mention.channel(channel)])
        }
    }
}
