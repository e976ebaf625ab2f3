extension Texts {
    /// Searching, choosing, what members' linked accounts hold, and notices.
    static let frenchMusic: [TextKey: String] = [
        .searchTitle: "Trouvé pour « {words} »",
        .searchNothing:
            "Rien. Vérifiez l’orthographe, ajoutez l’artiste ou donnez un lien à {/play}. Avec {/link}, je cherche aussi dans votre propre compte.",
        .searchChoose: "Ajouter à la file …",
        .searchMissing: "Sans réponse à temps : {services}.",
        .searchNeedsWords: "C’est un lien : {/play} le joue. Cherchez par titre et artiste.",
        .searchEmpty: "Dites-moi quoi chercher : un titre, un artiste, ou les deux.",
        .offeredLive: "en direct",
        .offeredOwn: "votre compte",
        .offerExpired: "Cette liste est trop ancienne : je ne sais plus ce qu’elle contenait. Cherchez à nouveau.",
        .notLinked: "Vous n’avez lié aucun compte qui puisse me le dire. {/link} en lie un.",
        .linkedNoMore:
            "Ces services n’acceptent plus le compte que vous avez lié : {services}. {/link} le lie à nouveau.",
        .uncertainOf:
            "Je ne suis pas sûr de l’enregistrement de **{title}** qui convient. Celui que vous choisissez sera joué désormais.",
        .nothingInAccounts: "Il n’y a rien de tel dans vos comptes liés.",
        .accountsSilent: "Les services ne répondent pas pour l’instant : {services}. Réessayez dans une minute.",
        .nobodyToBlend:
            "Personne ici ne me laisse encore mélanger ses titres préférés. {/link} montre la page où chacun peut le permettre pour son compte.",
        .noOtherRecordings:
            "Je n’ai trouvé aucun autre enregistrement de **{title}**. Donnez à {/play} un lien vers le bon.",
        .recordingsTitle: "Lequel était voulu ?",
        .recordingsOf: "Maintenant : {track}",
        .recordingsChoose: "Le bon …",
        .corrected: "{track} joue à la place, désormais pour tous ceux qui le demandent.",
        .ownPlaylistsTitle: "Listes de vos comptes",
        .ownPlaylistsEmpty: "Vos comptes liés n’ont pas de listes.",
        .ownPlaylistsPrivate: "Vous seul voyez cette liste.",
        .ownPlaylistsChoose: "Ajouter à la file …",
        .ownPlaylistsMore: "Non affichées : {count} de plus. {/play} accepte le lien d’une liste.",
        .settingVolume: "Volume au début",
        .noticeFailed: "⚠️ **{title}** a été passé. {reason}",
        .noticeIncomplete: "⚠️ **{title}** s’est arrêté trop tôt : le reste manque.",
        .noticeStuck: "⚠️ **{title}** a été passé : son serveur n’a rien envoyé pendant dix secondes.",
        .noticePublic:
            "🔓 **{title}** est joué sans compte lié : {service} n’accepte plus celui avec lequel il a été trouvé.",
        .noticeListCut:
            "⚠️ {added} des {count} titres de la liste sont dans la file. Les autres ne sont pas des chansons, sont illisibles ou dépassent les limites de ce serveur.",
        .noticeGivenUp:
            "⚠️ **{title}** a été passé : à chaque lecture, j’ai dû redémarrer. {/previous} réessaie une fois de plus.",
        .noticeListGivenUp:
            "⚠️ {added} titres d’une liste sont dans la file. J’ai laissé le reste : à chaque lecture, j’ai dû redémarrer.",
        .listArriving: "{added} titres d’une liste jusqu’ici",
        .listArrivingOf: "{added} des {count} titres d’une liste jusqu’ici",
        .noticeAlone:
            "👋 Personne n’écoutait depuis {minutes} min, je suis donc parti. {/join} reprend où nous en étions.",
        .noticeSilenced: "🔇 Je n’ai pas pu parler pendant {minutes} min, je suis donc parti. {/join} me fait revenir.",
        .noticeVoiceLost:
            "⚠️ La connexion vocale a été perdue et n’a pas pu être rétablie. {/join} reprend où nous en étions.",
        .noticePlayerForbidden:
            "⚠️ Je ne peux pas afficher le lecteur dans {channel}. Demande à un admin de m’y accorder **Voir le salon** et **Envoyer des messages**.",
        .noticeLinkLost:
            "{service} n’accepte plus le compte que tu as lié avec moi, je continue donc sans lui. Écris {/link} sur un serveur où je suis pour le lier à nouveau.",
    ]
}
