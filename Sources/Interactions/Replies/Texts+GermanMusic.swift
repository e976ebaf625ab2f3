extension Texts {
    /// Searching, choosing, what members' linked accounts hold, and notices.
    static let germanMusic: [TextKey: String] = [
        .searchTitle: "Gefunden zu „{words}“",
        .searchNothing:
            "Nichts. Prüfe die Schreibweise, nenne den Interpreten dazu oder gib {/play} einen Link. Mit {/link} suche ich auch in deinem eigenen Konto.",
        .searchChoose: "In die Warteschlange …",
        .searchMissing: "Nicht rechtzeitig geantwortet: {services}.",
        .searchNeedsWords: "Das ist ein Link: {/play} spielt ihn. Gesucht wird nach Titel und Interpret.",
        .searchEmpty: "Sag mir, was ich suchen soll: einen Titel, einen Interpreten oder beides.",
        .offeredLive: "live",
        .offeredOwn: "dein Konto",
        .offerExpired: "Diese Liste ist zu alt: Ich weiß nicht mehr, was darin stand. Bitte suche noch einmal.",
        .notLinked: "Du hast kein Konto verknüpft, das mir das sagen kann. {/link} verknüpft eines.",
        .linkedNoMore:
            "Diese Dienste nehmen dein verknüpftes Konto nicht mehr an: {services}. {/link} verknüpft es neu.",
        .uncertainOf:
            "Ich bin nicht sicher, welche Aufnahme von **{title}** die richtige ist. Was du wählst, läuft von jetzt an dafür.",
        .nothingInAccounts: "In deinen verknüpften Konten gibt es nichts dergleichen.",
        .accountsSilent:
            "Die Dienste antworten gerade nicht: {services}. Bitte versuche es in einer Minute noch einmal.",
        .nobodyToBlend:
            "Noch lässt mich hier niemand seine Lieblingstitel mischen. {/link} zeigt die Seite, auf der das alle für ihr Konto erlauben können.",
        .noOtherRecordings:
            "Ich habe keine andere Aufnahme von **{title}** gefunden. Gib {/play} einen Link zur richtigen.",
        .recordingsTitle: "Welche war gemeint?",
        .recordingsOf: "Jetzt: {track}",
        .recordingsChoose: "Die richtige …",
        .corrected: "Stattdessen läuft {track}, von jetzt an für alle, die danach fragen.",
        .ownPlaylistsTitle: "Playlists deiner Konten",
        .ownPlaylistsEmpty: "Deine verknüpften Konten haben keine Playlists.",
        .ownPlaylistsPrivate: "Nur du siehst diese Liste.",
        .ownPlaylistsChoose: "In die Warteschlange …",
        .ownPlaylistsMore: "Nicht gezeigt: {count} weitere. {/play} nimmt den Link einer Playlist.",
        .settingVolume: "Lautstärke am Anfang",
        .noticeFailed: "⚠️ **{title}** wurde übersprungen. {reason}",
        .noticeIncomplete: "⚠️ **{title}** endete zu früh: Der Rest fehlt.",
        .noticeStuck: "⚠️ **{title}** wurde übersprungen: Vom Server kam zehn Sekunden lang nichts.",
        .noticePublic:
            "🔓 **{title}** wird ohne verknüpftes Konto gespielt: {service} nimmt das Konto, mit dem der Titel gefunden wurde, nicht mehr an.",
        .noticeListCut:
            "⚠️ {added} der {count} Titel der Liste sind in der Warteschlange. Die anderen sind keine Lieder, nicht lesbar oder über den Grenzen dieses Servers.",
        .noticeGivenUp:
            "⚠️ **{title}** wurde übersprungen: Jedes Mal, wenn ich ihn spielte, musste ich neu starten. {/previous} versucht es noch einmal.",
        .noticeListGivenUp:
            "⚠️ {added} Titel einer Liste sind in der Warteschlange. Den Rest habe ich weggelassen: Jedes Mal, wenn ich ihn las, musste ich neu starten.",
        .listArriving: "bisher {added} Titel einer Liste",
        .listArrivingOf: "bisher {added} von {count} Titeln einer Liste",
        .noticeAlone:
            "👋 {minutes} min lang hat niemand zugehört, also bin ich gegangen. {/join} macht dort weiter, wo wir waren.",
        .noticeSilenced:
            "🔇 {minutes} min lang durfte ich nicht sprechen, also bin ich gegangen. {/join} holt mich zurück.",
        .noticeVoiceLost:
            "⚠️ Die Sprachverbindung ging verloren und ließ sich nicht wiederherstellen. {/join} macht dort weiter, wo wir waren.",
        .noticePlayerForbidden:
            "⚠️ In {channel} darf ich den Player nicht zeigen. Bitte einen Admin, mir dort **Kanal ansehen** und **Nachrichten senden** zu erlauben.",
        .noticeLinkLost:
            "{service} nimmt das Konto nicht mehr an, das du mit mir verknüpft hast, also mache ich ohne es weiter. Schreib {/link} auf einem Server, auf dem ich bin, um es neu zu verknüpfen.",
    ]
}
