"""Writes hard.json: cases written one by one by hand, after the kinds of wrong song that people report to mirroring bots.

All of it is synthetic. Unlike the halves of make-cases.py they were written when the scorer was there and follow no
pattern. What the scorer makes of them is told as it is. A line is: kind, artists, title, length; below it stand the
candidates, + right and - wrong: channel, title, length, ✓ for a checked channel.
"""  # noqa: E501

from __future__ import annotations

import json
import pathlib

CASES = """
part-number | Ilva Torne | The Crossing, Pt. 2 | 4:12
+ Ilva Torne - Topic | The Crossing, Pt. 2 | 4:12 ✓
- Ilva Torne - Topic | The Crossing, Pt. 1 | 4:10 ✓
part-number | Ilva Torne | The Crossing, Pt. 2 | 4:12
- Ilva Torne - Topic | The Crossing, Pt. 1 | 4:10 ✓
roman-number | Obern | Suite III | 5:01
+ Obern - Topic | Suite III | 5:01 ✓
- Obern - Topic | Suite II | 5:02 ✓
- Obern - Topic | Suite IV | 5:00 ✓
volume | Kessler Band | Nightwalk, Vol. 1 | 3:20
- Kessler Band | Nightwalk Vol. 2 | 3:21 ✓
re-recording | Nell Arden | Old Letters | 3:31
+ Nell Arden - Topic | Old Letters | 3:31 ✓
- Nell Arden | Old Letters (Nell's Version) | 3:32 ✓
re-recording | Nell Arden | Old Letters (Nell's Version) | 3:32
+ Nell Arden | Nell Arden - Old Letters (Nell's Version) (Lyric Video) | 3:32 ✓
- Nell Arden - Topic | Old Letters | 3:31 ✓
session | The Low Hills | Driftwood | 3:40
- KPQX Radio | The Low Hills - Driftwood (KPQX Session) | 3:44 ✓
- The Low Hills - Topic | Driftwood (Tiny Room Session) | 3:41 ✓
session | The Low Hills | Driftwood | 3:40
+ The Low Hills | The Low Hills - Driftwood (Official Audio) | 3:40 ✓
- KPQX Radio | The Low Hills performing "Driftwood" at KPQX | 3:42 ✓
radio-edit | Solane | Overground - Radio Edit | 3:05
+ Solane - Topic | Overground (Radio Edit) | 3:05 ✓
- Solane - Topic | Overground | 6:40 ✓
- Solane - Topic | Overground (Extended Mix) | 7:02 ✓
extended | Solane | Overground - Extended Mix | 7:02
+ Solane | Solane - Overground (Extended Mix) | 7:01 ✓
- Solane - Topic | Overground (Radio Edit) | 3:05 ✓
number-word | Twelve Rooms | 99 Lamps | 3:58
+ Twelve Rooms - Topic | 99 Lamps | 3:58 ✓
- Twelve Rooms - Topic | 100 Lamps | 3:57 ✓
number-word | Twelve Rooms | Nine Lamps | 3:58
+ Twelve Rooms | Twelve Rooms - 9 Lamps (Official Video) | 3:59 ✓
censored | Grell | What the F**k | 2:41
+ Grell - Topic | What The Fuck | 2:41 ✓
ampersand | Moss and Fern | You & I | 3:15
+ Moss & Fern | Moss & Fern – You and I (Official Video) | 3:15 ✓
- Moss & Fern | You or I | 3:14 ✓
film | Dara Sen | Barsaat (From "Monsoon House") | 4:30
+ Sangeet Records | Barsaat - Monsoon House - Dara Sen | 4:30 ✓
- Sangeet Records | Barsaat (Remix) - Monsoon House - DJ Rik | 4:31 ✓
film | Dara Sen | Barsaat (From "Monsoon House") | 4:30
+ Dara Sen - Topic | Barsaat | 4:30 ✓
soundtrack | Orlan Weiss | Main Theme | 2:10
- Weiss Fan | Orlan Weiss - Main Theme (Piano Tutorial) | 2:12
- Other Composer - Topic | Main Theme | 2:10 ✓
same-title | Fen | Home | 3:33
- Fenn - Topic | Home | 3:32 ✓
- Home - Topic | Fen | 3:33 ✓
same-title | Fen | Home | 3:33
+ Fen - Topic | Home | 3:33 ✓
- Fen Quartet - Topic | Home | 3:34 ✓
self-titled | Tarn | Tarn | 4:04
+ Tarn - Topic | Tarn | 4:04 ✓
- Tarn | Tarn - Full Album | 41:00 ✓
interlude | Vesper Roy | Glass (Interlude) | 1:02
+ Vesper Roy - Topic | Glass (Interlude) | 1:02 ✓
- Vesper Roy - Topic | Glass | 3:40 ✓
intro | Vesper Roy | Intro | 0:48
- Vesper Roy - Topic | Outro | 0:49 ✓
- Roy Vesper - Topic | Intro | 1:48 ✓
feature-moved | Sable, Kito Rain | Undertow | 3:10
+ Sable | Sable - Undertow (feat. Kito Rain) [Official Video] | 3:11 ✓
- Kito Rain | Undertow (Kito Rain Freestyle) | 3:09 ✓
feature-named | Sable | Undertow (feat. Kito Rain) | 3:10
+ Sable - Topic | Undertow | 3:10 ✓
feature-other | Sable | Undertow (feat. Kito Rain) | 3:10
- Sable - Topic | Undertow (feat. Lo Mane) | 3:12 ✓
remix-named | Ado Vell | Ivory (Hess Remix) | 4:20
+ Hess | Ado Vell - Ivory (Hess Remix) | 4:20 ✓
- Ado Vell - Topic | Ivory | 3:20 ✓
- Morn | Ado Vell - Ivory (Morn Remix) | 4:21 ✓
remix-named | Ado Vell | Ivory (Hess Remix) | 4:20
- Morn | Ado Vell - Ivory (Morn Remix) | 4:19 ✓
slowed | Lume | Aftertaste | 2:50
- vibe tapes | Lume - Aftertaste (slowed + reverb) | 3:20
- Lume | Aftertaste (Sped Up) | 2:21 ✓
slowed-wanted | Lume | Aftertaste - Sped Up | 2:21
+ Lume - Topic | Aftertaste (Sped Up) | 2:21 ✓
- Lume - Topic | Aftertaste | 2:50 ✓
hidden-speed | Lume | Aftertaste | 2:50
- nightdrive99 | aftertaste - lume but it's faster | 2:24
- nightdrive99 | lume - aftertaste (tiktok version) | 2:49
eight-bit | Arcadis | Cathedral | 5:30
- Chip Corner | Arcadis - Cathedral [8-bit] | 5:30
- Music Box Ward | Cathedral - Arcadis [Music Box] | 5:28
type-beat | Grell | Bricks | 2:30
- ProdByJun | (FREE) Grell Type Beat - "Bricks" | 2:31
lyric-channel | Oren Pike | Halfway | 3:44
+ 7clouds-ish | Oren Pike - Halfway (Lyrics) | 3:45
- LyricWorld | Oren Pyke - Halfway Home (Lyrics) | 3:43
translation | Marisol Vega | Noche Azul | 3:25
+ Marisol Vega | Marisol Vega - Noche Azul (Video Oficial) | 3:26 ✓
- Letra Hub | Marisol Vega - Blue Night (English Cover) | 3:24
translation | Marisol Vega | Noche Azul | 3:25
+ MarisolVegaVEVO | Marisol Vega - Noche Azul (Letra/Lyrics) | 3:25 ✓
prefix-title | Joss Hale | Run | 3:00
- Joss Hale - Topic | Run Away | 3:01 ✓
- Joss Hale - Topic | Running | 2:59 ✓
suffix-title | Joss Hale | Run Away | 3:01
- Joss Hale - Topic | Run | 3:00 ✓
medley | The Harbour Choir | Silent Fields | 2:58
- The Harbour Choir - Topic | Medley: Silent Fields / O Morning | 3:00 ✓
compilation | Tarn | Weathervane | 3:50
- Indie Hour | Best Indie 2019: Tarn - Weathervane and more | 58:20
loop | Tarn | Weathervane | 3:50
- endless | Tarn - Weathervane [10 HOURS] | 600:00
tribute | Orla Finch | Candle Street | 3:36
- The Tribute Players - Topic | Candle Street (Originally Performed by Orla Finch) | 3:36 ✓
- Sing Studio - Topic | Candle Street (In the Style of Orla Finch) | 3:36 ✓
tribute | Orla Finch | Candle Street | 3:36
- Lullaby Room - Topic | Candle Street (Lullaby Rendition of Orla Finch) | 3:35 ✓
demo | Orla Finch | Candle Street | 3:36
- Orla Finch - Topic | Candle Street (Early Take) | 3:37 ✓
- Orla Finch - Topic | Candle Street (Home Recording) | 3:35 ✓
strings | Orla Finch | Candle Street | 3:36
- Vitae Quartet - Topic | Candle Street | 3:36 ✓
remaster | Bell & Coates | Iron Sea - 2009 Remaster | 4:44
+ Bell & Coates - Topic | Iron Sea (Remastered) | 4:44 ✓
- Bell & Coates - Topic | Iron Sea (Live at Hull, 1974) | 4:45 ✓
remaster | Bell & Coates | Iron Sea - Mono / Remastered 2015 | 2:44
+ Bell & Coates - Topic | Iron Sea (Remastered 2015) | 2:44 ✓
single-version | Bell & Coates | Iron Sea - Single Version | 3:20
- Bell & Coates - Topic | Iron Sea (Album Version) | 4:44 ✓
live-wanted | Bell & Coates | Iron Sea - Live at Hull, 1974 | 5:02
+ Bell & Coates - Topic | Iron Sea (Live at Hull, 1974) | 5:02 ✓
- Bell & Coates - Topic | Iron Sea (Live in Oslo) | 5:03 ✓
live-unsaid | Bell & Coates | Iron Sea | 4:44
- Concert Vault | Bell & Coates - Iron Sea - 11/2/1974 - Town Hall (Official) | 4:49 ✓
- TV Archive | Bell & Coates "Iron Sea" on Late Stage | 4:43
acoustic-wanted | Nell Arden | Old Letters - Acoustic | 3:28
+ Nell Arden | Nell Arden - Old Letters (Acoustic) | 3:28 ✓
- Nell Arden | Nell Arden - Old Letters (Official Video) | 3:31 ✓
artist-in-other | Tarn | Weathervane | 3:50
- Weathervane - Topic | Tarn | 3:50 ✓
- Ellis Brook - Topic | Weathervane (Tarn Cover) | 3:49 ✓
group-and-leader | Ida Roe, The Sparks | Low Tide | 3:02
+ Ida Roe & The Sparks - Topic | Low Tide | 3:02 ✓
- The Sparks - Topic | Low Tide | 5:12 ✓
spelling | Røyk | Måneskinn | 3:50
+ Royk - Topic | Maneskinn | 3:50 ✓
dots | A.R.K. | L.O.V.E. | 3:12
+ ARK - Topic | LOVE | 3:12 ✓
symbols | Null Set | ¿Qué? | 2:58
+ Null Set - Topic | ¿Qué? | 2:58 ✓
- Null Set - Topic | ¡Que! (Interludio) | 1:00 ✓
emoji | Pia Luz | sol ☀️ | 2:44
+ Pia Luz - Topic | sol ☀️ | 2:44 ✓
long-video | Pia Luz | Costa | 3:00
- Pia Luz | Pia Luz - Costa (Short Film) | 7:40 ✓
long-video | Pia Luz | Costa | 3:00
+ Pia Luz | Pia Luz - Costa (Official Video) | 3:06 ✓
clean | Grell | Bricks | 2:30
+ Grell - Topic | Bricks (Explicit) | 2:30 ✓
reaction | Grell | Bricks | 2:30
- Two Guys | OUR FIRST REACTION to Grell - Bricks!! | 2:38
shorts | Grell | Bricks | 2:30
- Grell | Grell - Bricks #shorts | 0:30 ✓
classical | Anton Rehm | Sonata No. 14 in C-Sharp Minor, Op. 27 No. 2: I. Adagio | 5:50
- Piano Vault | Anton Rehm - Sonata No. 14 in C-Sharp Minor, Op. 27 No. 2: III. Presto | 6:50 ✓
+ Anton Rehm - Topic | Sonata No. 14 in C-Sharp Minor, Op. 27 No. 2: I. Adagio | 5:50 ✓
""".strip().splitlines()


def milliseconds(text: str) -> int:
    minutes, seconds = text.split(":")
    return (int(minutes) * 60 + int(seconds)) * 1000


def main() -> None:
    cases: list[dict] = []
    for line in CASES:
        if line[0] in "+-":
            channel, title, length = (part.strip() for part in line[1:].split(" | "))
            verified = length.endswith("✓")
            if line[0] == "+":
                cases[-1]["right"].append(len(cases[-1]["candidates"]))
            found = {"title": title, "artist": channel, "milliseconds": milliseconds(length.rstrip(" ✓"))}
            cases[-1]["candidates"].append(found | {"verified": verified})
            continue
        kind, artists, title, length = (part.strip() for part in line.split(" | "))
        wanted = {"title": title, "artists": artists.split(", "), "milliseconds": milliseconds(length)}
        cases.append({"kind": kind, "wanted": wanted, "candidates": [], "right": []})
    note = "Synthetic: written in hard-cases.py; no artist, title or channel in it exists on purpose."
    text = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    path = pathlib.Path(__file__).parent / "hard.json"
    path.write_text(f'{{"note": {json.dumps(note)}, "cases": [\n{text}\n]}}\n')
    print(len(cases))


main()
