# ruff: noqa: E501
"""The words that the noisy cases are made of. Names are made up; each half of the set has its own."""

from __future__ import annotations

WORDS = {
    "tuning": {
        "given": ["Petra", "Milo", "Aino", "Hector", "Zuri", "Ludo", "Agnes", "Ivo", "Tamsin", "Rashid", "Noémie", "Sven"],
        "family": ["Achterberg", "Moreau", "Kallio", "Osei", "Varga", "Bellamy", "Norrby", "Iglesias", "Tanaka", "Wexler"],
        "noun": ["Harvest", "Marble", "Lighthouse", "Copper", "Pavilion", "Thistle", "Runway", "Cobalt", "Willow", "Arcade"],
        "adjective": ["Northbound", "Velvet", "Hollow", "Tender", "Neon", "Second", "Wicked", "Faithless", "Blue", "Slow"],
        "group": ["The {n}s", "{a} {n}", "{n} & the {m}s", "{a} {n} Club", "{n}", "{f} Brothers", "DJ {n}"],
    },
    "frozen": {
        "given": ["Bruno", "Signe", "Thandi", "Costa", "Marit", "Ezra", "Paloma", "Jun", "Åsa", "Dmitri", "Yara", "Fergus"],
        "family": ["Lindhardt", "Okonkwo", "Salvatore", "Weiss", "Brandt", "Quintero", "Haddad", "Nakamura", "Pryce", "Ferro"],
        "noun": ["Canyon", "Magnet", "Orchid", "Tunnel", "Satellite", "Cradle", "Bonfire", "Mercury", "Ribcage", "Terrace"],
        "adjective": ["Southern", "Silken", "Crooked", "Gentle", "Electric", "Third", "Holy", "Restless", "Golden", "Quick"],
        "group": ["{n}s", "The {a} {n}", "{n} and {m}", "{a} {n} Society", "{n}", "{f} Sisters", "MC {n}"],
    },
}  # fmt: skip

TITLES = [
    "{n}", "{a} {n}", "{n} in the {m}", "{n} Song", "Under the {n}", "I Was a {n}", "{a} {n} Blues", "{n} & {m}",
    "Tell Me {a}", "{n}, {m}", "My {n}", "{n}'s Daughter", "No More {n}s", "{a} Again", "{n} 99",
]  # fmt: skip

# What uploaders write around a title without meaning another recording.
PLAIN = [
    "{A} - {T} (Official Video)", "{A} - {T} [Official Music Video]", "{A} – {T} (Official Audio)", "{A} - {T} (Lyrics)",
    "{A} - {T} (Lyric Video)", "{A} - {T} | Official Visualizer", "{A} - {T}", "{T}", "{T} - {A}", "{A} - {T} HQ",
    "{A} - {T} (Official 4K Video)", "{A} - {T} (prod. by {P})", "{A} - {T} (Letra)", "{A} - {T} [Lyrics/Letra]",
    "{A} - {T} (Legendado)", "{A} - {T} (Clip Officiel)", "{A} - {T} (Videoclip Oficial)", "{A} // {T}", "{A} \"{T}\"",
    "{A} - {T} [HD Remastered Video]", "{A}: {T}", "{A} - {T} (Official Video) ft. fans", "【MV】{A} - {T}", "{A} ~ {T}",
    "{A} - {T} | {P} Records", "{A} - {T} (From the album \"{P}\")", "{A} - {T} (with lyrics)", "{A} - {T} (Audio Only)",
]  # fmt: skip

# Other recordings, by what they call themselves; the numbers bound the length in relation to the right one's.
OTHER = {
    "live": [
        ("{A} - {T} (Live)", 0.98, 1.2), ("{A} - {T} (Live from {P} Hall)", 0.99, 1.2), ("{A} - {T} [en vivo]", 0.98, 1.1),
        ("{A} - {T} (Ao Vivo)", 0.98, 1.1), ("{A} - {T} (En Directo)", 0.98, 1.1), ("{A} - {T} @ {P} Festival 2019", 0.99, 1.2),
        ("{A} - {T} ({P} Sessions)", 0.98, 1.05), ("{A} performs \"{T}\" on {P} Radio", 0.98, 1.05), ("{A} - {T} (Tour 2018)", 1, 1.2),
        ("{A} - {T} (Live Lounge)", 0.95, 1.05), ("{A} - {T} - Unplugged", 0.95, 1.1), ("{A} - {T} (Soundcheck)", 0.9, 1.1),
        ("{A} – {T} (Rehearsal Footage)", 0.97, 1.05), ("{T} (Live Acoustic)", 0.95, 1.05), ("{A} - {T} (Konzert)", 0.99, 1.1),
        ("{A} - {T} (MTV-style Unplugged)", 0.95, 1.1), ("{A} - {T} Live 2016", 0.98, 1.2), ("{A} - {T} (In Concert)", 0.99, 1.1),
        ("{A} - {T} | {P} Studio Performance", 0.98, 1.03), ("{A} Live: {T}", 0.98, 1.1),
    ],
    "cover": [
        ("{A} - {T} (Cover)", 0.97, 1.03), ("{T} - {A} (cover by {P})", 0.97, 1.03), ("{T} ({A} Cover)", 0.97, 1.03),
        ("{A} - {T} (Metal Cover by {P})", 0.97, 1.03), ("{A} - {T} | Piano Cover", 0.97, 1.03), ("{A} - {T} on ukulele", 0.97, 1.03),
        ("{P} sings {T} by {A}", 0.97, 1.03), ("{A} - {T} (Violin Version)", 0.98, 1.02), ("{A} - {T} (Bass Cover) (Play Along Tabs)", 0.99, 1.01),
        ("{A} - {T} [{P} version]", 0.97, 1.03), ("{T} (In the Style of {A})", 0.99, 1.01), ("{A} - {T} (AI Cover)", 0.99, 1.01),
        ("{A} - {T} | cello arrangement", 0.98, 1.02), ("{T} ({A}) - {P} Orchestra", 0.98, 1.02), ("{A} - {T} - saxophone", 0.98, 1.02),
        ("{A} - {T} (Reggae Version)", 0.98, 1.02), ("{A} - {T} (a cappella)", 0.98, 1.02), ("{T} - Tribute to {A}", 0.98, 1.02),
    ],
    "speed": [
        ("{A} - {T} (sped up)", 0.74, 0.87), ("{T} - sped-up", 0.74, 0.87), ("Nightcore - {T}", 0.74, 0.87),
        ("{A} - {T} (speed up version)", 0.74, 0.87), ("{A} - {T} (1.25x)", 0.79, 0.81), ("{A} - {T} faster", 0.78, 0.87),
        ("{A} - {T} (slowed + reverb)", 1.1, 1.3), ("{A} - {T} slowed n reverb", 1.1, 1.3), ("{A} - {T} (ultra slowed)", 1.2, 1.4),
        ("{A} - {T} (chopped and screwed)", 1.15, 1.4), ("{A} - {T} (Daycore)", 1.1, 1.3), ("{T} {A} tiktok version", 0.8, 0.9),
        ("{A} - {T} (𝒔𝒍𝒐𝒘𝒆𝒅)", 1.1, 1.3), ("{A} - {T} (pitched)", 0.86, 0.94), ("{A} - {T} [s p e d  u p]", 0.76, 0.87),
    ],
    "hidden-speed": [
        ("{A} - {T}", 0.74, 0.9), ("{A} - {T}", 1.1, 1.3), ("{A} - {T} (Lyrics)", 0.76, 0.88), ("{t} - {a}", 0.78, 0.9),
        ("{a} - {t}", 1.08, 1.3), ("{A} - {T} (Audio)", 1.05, 1.06), ("{A} - {T} HQ", 0.94, 0.95),
    ],
    "processed": [
        ("{A} - {T} (8D Audio)", 1, 1.01), ("{A} - {T} [bass boosted]", 0.99, 1.01), ("{A} - {T} (16D)", 1, 1.01),
        ("{A} - {T} but it's playing in another room", 1, 1.02), ("{A} - {T} (432Hz)", 1, 1.02), ("{A} - {T} (Lofi Remix)", 0.95, 1.05),
        ("{A} - {T} (Reverb)", 1, 1.02), ("{A} - {T} (muffled)", 1, 1.02), ("{A} - {T} (Music Box Cover)", 0.9, 1.05),
        ("{A} - {T} (Dolby surround upmix, bass boost)", 1, 1.01), ("{A} - {T} (8-Bit)", 0.97, 1.02), ("{A} - {T} earrape", 1, 1.01),
    ],
    "no-voice": [
        ("{A} - {T} (Karaoke)", 0.99, 1.02), ("{A} - {T} (Instrumental)", 0.99, 1.01), ("{A} - {T} [Karaoke with Lyrics]", 0.99, 1.02),
        ("{A} - {T} (Backing Track)", 0.99, 1.01), ("{T} (Karaoke Version) (Originally Performed by {A})", 0.99, 1.01),
        ("{A} - {T} (Inst.)", 0.99, 1.01), ("{A} - {T} (Acapella)", 0.99, 1.01), ("{A} - {T} (Vocals Only)", 0.99, 1.01),
        ("{A} - {T} (off vocal)", 0.99, 1.01), ("{A} - {T} drumless", 0.99, 1.01), ("{A} - {T} (Isolated Vocal Track)", 0.99, 1.01),
        ("{A} - {T} [Playback]", 0.99, 1.01), ("{A} - {T} (Minus One)", 0.99, 1.01), ("{A} - {T} (Stems)", 0.99, 1.01),
    ],
    "remix": [
        ("{A} - {T} ({P} Remix)", 0.9, 1.5), ("{A} - {T} ({P} Edit)", 0.95, 1.1), ("{A} - {T} ({P} Bootleg)", 0.9, 1.3),
        ("{A} - {T} ({P} Flip)", 0.9, 1.1), ("{A} - {T} (Extended Mix)", 1.3, 1.9), ("{A} - {T} ({P} Rework)", 0.95, 1.2),
        ("{A} - {T} (Club Mix)", 1.1, 1.8), ("{A} - {T} ({P} Refix)", 0.95, 1.05), ("{A} x {P} - {T} (Mashup)", 0.95, 1.05),
        ("{A} - {T} (Drum & Bass Remix)", 0.95, 1.1), ("{A} - {T} [{P} VIP]", 0.95, 1.1), ("{A} - {T} (Dub)", 0.98, 1.1),
        ("{A} - {T} (Techno Remix)", 0.98, 1.1), ("{A} - {T} (Hardstyle)", 0.95, 1.02), ("{A} vs {P} - {T}", 0.97, 1.03),
    ],
    "version": [
        ("{A} - {T} (Acoustic)", 0.97, 1.06), ("{A} - {T} (Demo)", 0.95, 1.05), ("{A} - {T} (Stripped)", 0.97, 1.04),
        ("{A} - {T} (Piano Version)", 0.97, 1.06), ("{A} - {T} (Alternate Take)", 0.97, 1.03), ("{A} - {T} (Orchestral Version)", 0.98, 1.05),
        ("{A} - {T} (Re-recorded)", 0.99, 1.02), ("{A} - {T} (Spanish Version)", 0.99, 1.01), ("{A} - {T} (Early Version)", 0.96, 1.04),
        ("{A} - {T} (Reprise)", 0.3, 0.6), ("{A} - {T} (Interlude)", 0.2, 0.4), ("{A} - {T} (Work Tape)", 0.97, 1.03),
    ],
    "talk": [
        ("{A} - {T} REACTION", 1.5, 4), ("First time hearing {A} - {T}", 1.5, 4), ("{A} - {T} (Guitar Lesson)", 1.5, 4),
        ("{A} explains {T}", 1, 3), ("{A} - {T} (Official Teaser)", 0.1, 0.2), ("{A} - {T} | Behind the Song", 0.9, 2),
        ("{A} - {T} (Dance Practice)", 0.99, 1.02), ("{A} - {T} dance cover", 0.98, 1.02), ("{A} - {T} (10 HOURS)", 100, 200),
        ("{A} - {T} (1 Hour Loop)", 15, 20), ("{A} - {T} (Full Album)", 9, 15), ("{A} - {T} & more hits (playlist)", 12, 20),
    ],
}  # fmt: skip
