extension Texts {
    static let germanTable: [TextKey: String] = [
        .addedFirst: "Jetzt läuft {track}.",
        .addedBehindOne: "{track} ist in der Warteschlange. Ein Titel spielt vorher.",
        .addedBehindMany: "{track} ist in der Warteschlange. {count} Titel spielen vorher.",
        .addedList: "{added}\nDie anderen Titel der Liste folgen, sobald ich sie finde.",
        .addedListMany: "{added}\nDie Liste hat {count} Titel; die anderen folgen, sobald ich sie finde.",
        .addedListOf: "{added}\nDie anderen Titel von **{list}** folgen, sobald ich sie finde.",
        .addedListOfMany: "{added}\n**{list}** hat {count} Titel; die anderen folgen, sobald ich sie finde.",
        .skippedToNext: "{track} übersprungen.\nJetzt: {next}",
        .skippedToNothing: "{track} übersprungen. Sonst wartet nichts.",
        .paused: "{track} bei {position} angehalten. Mit {/resume} geht es weiter.",
        .pausedNothing: "Angehalten. Mit {/resume} geht es weiter.",
        .resumed: "{track} spielt weiter ab {position}.",
        .resumedNothing: "Es geht weiter.",
        .stopped: "Schluss für jetzt. Bis bald!",
        .stoppedOne: "Schluss für jetzt, den einen wartenden Titel habe ich entfernt. Bis bald!",
        .stoppedMany: "Schluss für jetzt, {count} wartende Titel habe ich entfernt. Bis bald!",
        .clearedNothing: "Es wartete kein Titel.",
        .clearedOne: "Der eine wartende Titel ist entfernt. Was gerade spielt, läuft weiter.",
        .clearedMany: "{count} wartende Titel sind entfernt. Was gerade spielt, läuft weiter.",
        .joined: "Ich bin jetzt in {channel}.",
        .left: "Ich habe den Sprachkanal verlassen.",

        .nowPlaying: "Jetzt läuft",
        .pausedTitle: "Angehalten",
        .connectingTitle: "Verbinde",
        .nothingPlaying: "Es läuft nichts. Mit {/play} geht es los.",
        .playingIn: "In {channel}",
        .requestedBy: "gewünscht von {member}",
        .positionOnly: "bisher {position}",
        .waitingNone: "nichts wartet",
        .waitingOne: "1 Titel wartet",
        .waitingMany: "{count} Titel warten",
        .soundVolume: "Lautstärke: {percent} %",
        .soundEffects: "Effekte: {effects}",
        .soundCrossfade: "Titel werden {seconds} s lang überblendet.",
        .soundNormalized: "Alle Titel sind gleich laut.",
        .soundSkipsSilence: "Stille am Anfang und Ende von Titeln wird übersprungen.",
        .privacyCode: "Ende-zu-Ende-verschlüsselt. Sicherheitscode: {code}",
        .encryptedTitle: "Ende-zu-Ende-verschlüsselt",
        .callCode: "Code dieses Gesprächs: {code}",
        .memberCode: "Der Code zwischen {member} und mir: {code}",
        .memberNotInCall: "{member} ist nicht im verschlüsselten Gespräch.",
        .notEncrypted: "Dieses Gespräch ist nicht Ende-zu-Ende-verschlüsselt, oder ich bin in keinem.",
        .privacyHint:
            "Vergleiche sie mit dem, was dein eigener Client zeigt: den ersten in den Details des Gesprächs, den zweiten dort in meinem Profil.",
        .queueTitle: "Warteschlange",
        .queuePage: "Seite {page} von {pages}",
        .queueEmpty: "Es wartet kein Titel. Mit {/play} kommt einer dazu.",
        .queueCurrent: "Jetzt: {track}",
        .queueTotal: "zusammen {time}",
        .queueLengthUnknown: "Gesamtlänge unbekannt",
        .back: "Zurück",
        .forward: "Weiter",

        .notInVoice: "Geh zuerst in einen Sprachkanal und frag mich dann noch einmal.",
        .playingElsewhere: "Ich spiele gerade in {channel}. Komm dorthin oder beende die Musik dort mit {/stop}.",
        .missingPermissions: "In {channel} darf ich das nicht. Bitte einen Admin, mir das zu erlauben: {permissions}.",
        .channelFull: "{channel} ist voll. Macht mir Platz oder nehmt einen anderen Kanal.",
        .suppressedOnStage: "In {channel} darf ich nur zuhören. Bitte die Moderation, mich auf die Bühne zu holen.",
        .voiceConnectionFailed:
            "Discord hat mich nicht in den Sprachkanal gelassen. Bitte versuch es gleich noch einmal.",
        .unknownGuild: "Ich bin kein Mitglied dieses Servers. Bitte einen Admin, mich einzuladen.",
        .nothingToDo: "Es läuft nichts. Mit {/play} geht es los.",
        .alreadyPaused: "Die Musik ist schon angehalten. Mit {/resume} geht es weiter.",
        .notPaused: "Es ist nichts angehalten.",
        .notConnected: "Ich bin in keinem Sprachkanal.",
        .queueFull:
            "Die Warteschlange ist voll ({limit} Titel). Warte, bis welche gespielt sind, oder nimm {/clear}.",
        .busy:
            "Gerade wollen alle auf einmal etwas von mir. Nichts wurde geändert; versuch es in ein paar Sekunden noch einmal.",
        .storeUnavailable:
            "Ich kann gerade nichts speichern, deshalb wurde nichts geändert. Versuch es in einer Minute noch einmal.",
        .newerVersion: "Ich werde gerade erneuert. Nichts wurde geändert; versuch es in einer Minute noch einmal.",
        .internalFault:
            "Bei mir ist etwas schiefgegangen. Wenn das so bleibt, nenne dem Betreiber diese Nummer: {reference}",
        .mediaNotAnAddress: "Diese Adresse kann ich nicht spielen. Sie muss mit https:// oder http:// beginnen.",
        .mediaForbidden: "Diese Adresse führt in ein privates Netz. Ich spiele nur, was öffentlich erreichbar ist.",
        .mediaUnreachable: "Diese Adresse ist nicht erreichbar. Prüfe sie und versuch es noch einmal.",
        .mediaRefused:
            "Der Server hat mir die Datei nicht gegeben. Prüfe, ob die Adresse in einem Browser funktioniert.",
        .mediaTooLarge: "Diese Datei ist mir zu groß.",
        .mediaStalled: "Der Server schickt nichts mehr. Versuch es später noch einmal.",
        .mediaNotAudio: "Dort habe ich keinen Ton gefunden, oder er ist beschädigt.",
        .mediaExpired: "Die Adresse der hochgeladenen Datei ist abgelaufen. Bitte lade sie noch einmal hoch.",
        .mediaNoDecoder: "Mein Decoder funktioniert gerade nicht. Der Betreiber muss nach ihm sehen.",
        .mediaDecoderStopped: "Mein Decoder wurde beim Lesen angehalten. Versuch es bitte noch einmal.",
        .mediaIncomplete: "Der Rest dieser Datei fehlt.",
        .mediaNothingFound: "Unter diesem Namen habe ich nichts gefunden. Nimm andere Wörter oder gib mir einen Link.",
        .mediaBotCheck:
            "Die Seite will einen Beweis, dass ich keine Maschine bin. Eigene Konten lässt sie durch: Verknüpfe deines auf meiner Webseite oder nimm eine andere Quelle.",
        .mediaSignIn:
            "Die Seite zeigt das nur Angemeldeten. Verknüpfe dein eigenes Konto auf meiner Webseite oder nimm eine andere Quelle.",
        .mediaAgeRestricted: "Die Seite will das Alter wissen. Verknüpfe dein eigenes Konto auf meiner Webseite.",
        .mediaProtected:
            "Das ist für die Player der Seite selbst verschlüsselt; ich kann es nicht spielen. Nimm den Namen statt des Links.",
        .mediaRegionLocked: "In dem Land, in dem ich laufe, gibt es das dort nicht. Nimm den Namen statt des Links.",
        .mediaNotAvailable: "Das ist privat, wurde entfernt oder war nie da.",
        .mediaNoLookup:
            "Ich kann gerade nichts nachschlagen; direkte Links zu Audiodateien gehen. Der Betreiber muss danach sehen.",
        .mediaLookupTimedOut: "Die Seite hat zu lange nicht geantwortet. Versuch es noch einmal.",

        .playNeedsOne: "Sag mir, was ich spielen soll: einen Namen oder Link als {query} oder eine Datei als {file}.",
        .playOnlyOne: "Gib mir entweder Wörter oder eine Datei, nicht beides.",
        .playTooLong: "Das ist zu lang für eine Suche. Nimm höchstens 200 Zeichen.",
        .playUploadMissing: "Discord hat mir die Datei nicht gegeben. Bitte lade sie noch einmal hoch.",
        .joinNotVoice: "Das ist kein Sprachkanal. Nimm einen aus der Liste.",
        .pageOutOfRange: "Diese Seite gibt es nicht.",
        .onlyInServers: "Ich arbeite nur auf Servern, nicht in Direktnachrichten.",
        .notAllowed:
            "Dieser Server steht noch nicht auf meiner Liste. Ein Admin des Servers kann den Betreiber um Zugang bitten.",
        .notAllowedWithLink:
            "Dieser Server steht noch nicht auf meiner Liste. Ein Admin des Servers kann um Zugang bitten: {link}",
        .accessRequested: "Für diesen Server ist Zugang erbeten. Der Betreiber hat noch nicht entschieden.",
        .accessSilenced: "Hier nicht.",
        .accessRefused: "Der Betreiber lässt diesen Server nicht zu.",
        .accessUnknown:
            "Ich kann gerade nicht prüfen, ob dieser Server mich nutzen darf. Nichts wurde geändert; versuch es in einer Minute noch einmal.",
        .memberLacksPermission: "Dafür brauchst du auf diesem Server mehr Rechte.",
        .unknownCommand:
            "Diesen Befehl kenne ich nicht mehr. Starte Discord neu, damit die Liste stimmt, oder sieh in {/help} nach.",
        .unknownComponent: "Dieser Knopf funktioniert nicht mehr. Bitte nimm den Befehl noch einmal.",
        .unknownInteraction: "Damit kann ich noch nicht umgehen.",
        .unknownOption:
            "Eine der Angaben verstehe ich nicht. Starte Discord neu, damit die Liste der Befehle stimmt.",
        .nodeUnreachable:
            "Mein Player läuft gerade nicht. Nichts wurde geändert; versuch es in einer Minute noch einmal.",
        .tooManyPending:
            "Das dauert länger, als es soll, und viele warten. Sieh mit {/queue} nach, ob es geklappt hat.",
        .stillWaiting: "Mein Player antwortet nicht. Ich versuche es noch ein paar Minuten.",
        .outcomeLost: "Dein Wunsch kam nicht bei meinem Player an. Nichts wurde geändert; versuch es noch einmal.",
        .outcomeTooLate: "Mein Player hat nicht geantwortet. Sieh mit {/queue} nach, ob dein Wunsch erfüllt wurde.",
        .fallback: "Erledigt.",

        .linkTitle: "Verknüpfe dein eigenes Konto",
        .linkOne: "Diese Seite verknüpft {provider} mit deinem Discord-Namen.",
        .linkAny: "Diese Seite verknüpft ein Musikkonto mit deinem Discord-Namen: {providers}.",
        .linkUse:
            "Was du dir wünschst, wird dann mit deinem Konto gefunden. Für Wünsche anderer wird es nur benutzt, wenn du es dort erlaubst.",
        .linkOnlyYou: "Der Knopf gilt nur für dich und zehn Minuten lang. Gib ihn nicht weiter.",
        .linkButton: "Seite zum Verknüpfen öffnen",
        .linkNothingOffered:
            "Hier lässt sich nichts verknüpfen: Der Betreiber dieses Bots hat keinen Musikdienst eingerichtet.",
        .linkNotOffered: "{provider} lässt sich hier nicht verknüpfen. Es gehen: {others}.",
        .accountsTitle: "Deine verknüpften Konten",
        .accountsNone: "Du hast kein Konto verknüpft. Mit {/link} geht es.",
        .accountsHint:
            "{/link} fügt eines hinzu oder erneuert es, {/unlink} vergisst eines. Die Seite zeigt mehr und löscht alles.",
        .accountsButton: "Meine Konten",
        .accountsUnavailable:
            "Ich komme gerade nicht an verknüpfte Konten. Sieh in einer Minute mit {/accounts} noch einmal nach.",
        .accountNeedsRelinking: "muss neu verknüpft werden",
        .accountUntil: "bis {day}",
        .accountInBlends: "darf in Mischungen anderer benutzt werden",
        .unlinked: "{provider} ist getrennt. Was ich dazu gespeichert hatte, ist gelöscht.",
        .unlinkedNothing: "{provider} war nicht verknüpft. Nichts wurde geändert.",
        .unlinkedByYou:
            "Um auch die Erlaubnis zurückzunehmen, entferne diese App in den Einstellungen deines Kontos bei {provider}.",
        .unlinkedCookies:
            "Deine YouTube-Cookies sind gelöscht. Melde dich in jenem Browserfenster ab, dann sind sie nichts mehr wert.",
        .unknownProvider: "Diesen Dienst kenne ich nicht. Nimm einen aus der Liste.",

        .pong: "Pong! Deine Nachricht brauchte {milliseconds} ms bis zu mir.",
        .helpTitle: "Was ich kann",
        .helpIntroduction: "Ich spiele Musik in Sprachkanälen. Geh in einen und nimm {/play}.",
        .helpLink: "Mehr: {link}",
    ]
}
