extension Texts {
    /// Searching, choosing, what members' linked accounts hold, and notices.
    static let spanishMusic: [TextKey: String] = [
        .searchTitle: "Encontrado para «{words}»",
        .searchNothing:
            "Nada. Revisa la ortografía, añade el artista o dale un enlace a {/play}. Con {/link} busco también en tu propia cuenta.",
        .searchChoose: "Añadir a la cola …",
        .searchMissing: "Sin respuesta a tiempo: {services}.",
        .searchNeedsWords: "Eso es un enlace: {/play} lo toca. Busca por título y artista.",
        .searchEmpty: "Dime qué buscar: un título, un artista o ambos.",
        .offeredLive: "en directo",
        .offeredOwn: "tu cuenta",
        .offerExpired: "Esa lista es demasiado antigua: ya no sé qué contenía. Busca otra vez.",
        .notLinked: "No has vinculado ninguna cuenta que pueda decírmelo. {/link} vincula una.",
        .linkedNoMore:
            "Estos servicios ya no aceptan la cuenta que vinculaste: {services}. {/link} la vincula otra vez.",
        .uncertainOf:
            "No sé con seguridad qué grabación de **{title}** es la correcta. La que elijas sonará desde ahora en su lugar.",
        .nothingInAccounts: "No hay nada de eso en tus cuentas vinculadas.",
        .accountsSilent: "Los servicios no responden ahora: {services}. Inténtalo de nuevo en un minuto.",
        .nobodyToBlend:
            "Aquí nadie me deja mezclar aún sus canciones favoritas. {/link} muestra la página donde cada uno puede permitirlo para su cuenta.",
        .noOtherRecordings: "No encontré otra grabación de **{title}**. Dale a {/play} un enlace a la correcta.",
        .recordingsTitle: "¿Cuál era?",
        .recordingsOf: "Ahora: {track}",
        .recordingsChoose: "La correcta …",
        .corrected: "Suena {track} en su lugar, desde ahora para todos los que lo pidan.",
        .ownPlaylistsTitle: "Listas de tus cuentas",
        .ownPlaylistsEmpty: "Tus cuentas vinculadas no tienen listas.",
        .ownPlaylistsPrivate: "Solo tú ves esta lista.",
        .ownPlaylistsChoose: "Añadir a la cola …",
        .ownPlaylistsMore: "Sin mostrar: {count} más. {/play} acepta el enlace de una lista.",
        .settingVolume: "Volumen al empezar",
        .noticeFailed: "⚠️ Se saltó **{title}**. {reason}",
        .noticeIncomplete: "⚠️ **{title}** acabó antes de tiempo: falta el resto.",
        .noticeStuck: "⚠️ Se saltó **{title}**: su servidor no envió nada durante diez segundos.",
        .noticePublic:
            "🔓 **{title}** suena sin cuenta vinculada: {service} ya no acepta la cuenta con la que se encontró.",
        .noticeListCut:
            "⚠️ {added} de las {count} pistas de la lista están en la cola. Las demás no son canciones, no se pueden leer o superan los límites de este servidor.",
        .noticeGivenUp:
            "⚠️ Se saltó **{title}**: cada vez que la ponía tuve que reiniciarme. {/previous} lo intenta otra vez.",
        .noticeListGivenUp:
            "⚠️ {added} pistas de una lista están en la cola. Omití el resto: cada vez que lo leía tuve que reiniciarme.",
        .listArriving: "{added} pistas de una lista hasta ahora",
        .listArrivingOf: "{added} de las {count} pistas de una lista hasta ahora",
        .noticeAlone: "👋 Nadie escuchó durante {minutes} min, así que me fui. {/join} sigue donde estábamos.",
        .noticeSilenced: "🔇 No pude hablar durante {minutes} min, así que me fui. {/join} me trae de vuelta.",
        .noticeVoiceLost: "⚠️ Se perdió la conexión de voz y no se pudo restablecer. {/join} sigue donde estábamos.",
        .noticePlayerForbidden:
            "⚠️ No puedo mostrar el reproductor en {channel}. Pide a un admin que me dé allí **Ver canal** y **Enviar mensajes**.",
        .noticeLinkLost:
            "{service} ya no acepta la cuenta que vinculaste conmigo, así que sigo sin ella. Escribe {/link} en un servidor donde yo esté para vincularla de nuevo.",
    ]
}
