"""Writes the labelled set that the matching of mirrored tracks is measured with: tuning.json and frozen.json.

All of it is synthetic: no artist, title or channel in it exists on purpose. The kinds of difficulty are those that
mirroring bots report. Each half has words of its own. `frozen.json` was made before there was a scorer and is only
measured on. A case has a wanted track, candidates as a search gives them, and `right`: what a listener would
accept, or none.
"""

from __future__ import annotations

import json
import pathlib
import random

HERE = pathlib.Path(__file__).parent

WORDS = {
    "tuning": {
        "given": ["Mara", "Jonas", "Ilse", "Tobin", "Renée", "Cass", "Ødd", "Lumi", "Pavel", "Süreyya", "Kofi", "Anneke"],  # noqa: E501
        "family": ["Vantongeren", "Okafor", "Lindqvist", "Halloran", "Brandão", "Şahin", "Petrov", "Mbeki", "Dufresne", "Kowal"],  # noqa: E501
        "noun": ["Harbour", "Lantern", "Winter", "Mirror", "Paper", "Satellite", "Orchard", "Engine", "Feather", "Velvet", "Canyon", "Signal"],  # noqa: E501
        "adjective": ["Silver", "Hollow", "Endless", "Quiet", "Broken", "Electric", "Distant", "Golden", "Northern", "Burning"],  # noqa: E501
        "group": ["The {n}s", "{a} {n}", "{n} Club", "{n} & the {m}s", "{a} {n} Orchestra", "DJ {n}", "MC {f}"],
        "foreign": [
            ("夜の灯台", "Yoru no Toudai"),
            ("Полярная ночь", "Polyarnaya noch"),
            ("바람의 노래", "Baramui Norae"),
            ("Φως στο νερό", "Fos sto nero"),
            ("صوت المطر", "Sawt al Matar"),
            ("ירח כחול", "Yareach Kachol"),
        ],
    },
    "frozen": {
        "given": ["Leif", "Noor", "Amadou", "Greta", "Ximena", "Björn", "Tess", "Håkon", "Zofia", "Ravi", "Élodie", "Otis"],  # noqa: E501
        "family": ["Sørensen", "Adeyemi", "Castellanos", "Nowicki", "Marchetti", "Yıldız", "Fontaine", "Haugen", "Ito", "Drăgan"],  # noqa: E501
        "noun": ["Compass", "Ember", "Tide", "Window", "Carousel", "Meadow", "Static", "Anchor", "Cinder", "Ribbon", "Glacier", "Parade"],  # noqa: E501
        "adjective": ["Crimson", "Fragile", "Restless", "Amber", "Sleeping", "Concrete", "Lunar", "Wild", "Pale", "Hidden"],  # noqa: E501
        "group": ["{n}s", "The {a} {n}", "{a} {n} Collective", "{n} and {m}", "{n} Trio", "Lil {n}", "{f} Quartet"],
        "foreign": [
            ("星のカルーセル", "Hoshi no Karuseru"),
            ("Стеклянный город", "Steklyanny gorod"),
            ("푸른 바다", "Pureun Bada"),
            ("Ήλιος", "Ilios"),
            ("طريق الليل", "Tariq al Layl"),
            ("חלון פתוח", "Chalon Patuach"),
        ],
    },
}


class Half:
    """One half of the set, with words and a seed of its own."""

    def __init__(self, name: str, seed: int) -> None:
        self.words = WORDS[name]
        self.random = random.Random(seed)
        self.cases: list[dict] = []

    def pick(self, kind: str) -> str:
        return self.random.choice(self.words[kind])

    def person(self) -> str:
        return f"{self.pick('given')} {self.pick('family')}"

    def artist(self) -> str:
        if self.random.random() < 0.5:
            return self.person()
        noun, other = self.random.sample(self.words["noun"], 2)
        return self.pick("group").format(n=noun, m=other, a=self.pick("adjective"), f=self.pick("family"))

    def title(self) -> str:
        noun, other = self.random.sample(self.words["noun"], 2)
        form = self.random.choice(
            [
                "{a} {n}",
                "{n}",
                "{n} in the {m}",
                "Don't Look {a}",
                "{a} {n}, {a2} {m}",
                "I Am the {n}",
                "{n} (for {g})",
                "What the {n} Knew",
                "{n} No. {d}",
                "Oh, {n}!",
                "{a} and {a2}",
                "'{n}'",
            ]
        )
        first, second = self.random.sample(self.words["adjective"], 2)
        return form.format(n=noun, m=other, a=first, a2=second, g=self.pick("given"), d=self.random.randint(2, 9))

    def length(self) -> int:
        return self.random.randint(125, 330) * 1000 + self.random.randint(0, 999)

    def near(self, length: int, spread: int = 1500) -> int:
        return length + self.random.randint(-spread, spread)

    def isrc(self) -> str:
        return f"QZ{self.random.choice(['SYN', 'TST', 'XYZ'])}{self.random.randint(10, 26)}{self.random.randint(0, 99999):05}"  # noqa: E501

    def wanted(self, **more: object) -> dict:
        return {"title": self.title(), "artists": [self.artist()], "milliseconds": self.length(), **more}

    # Ways in which the right recording shows up.

    def topic(self, want: dict, **more: object) -> dict:
        """The label's own upload: the plain title on the artist's generated channel."""
        return {
            "title": want["title"],
            "artist": f"{want['artists'][0]} - Topic",
            "milliseconds": self.near(want["milliseconds"], 900),
            "verified": True,
            **more,
        }

    def official(self, want: dict, **more: object) -> dict:
        """A video on the artist's channel."""
        artist = want["artists"][0]
        suffix = self.random.choice(
            [
                "(Official Video)",
                "[Official Music Video]",
                "(Official Audio)",
                "(Lyric Video)",
                "| Official Visualizer",
                "(Official Video) [HD]",
                "(Audio)",
                "[4K]",
                "",
            ]
        )
        return {
            "title": f"{artist} - {want['title']} {suffix}".strip(),
            "artist": self.random.choice(
                [artist, f"{artist} Official", f"{artist.replace(' ', '')}VEVO", f"{artist}Music"]
            ),
            "milliseconds": self.near(want["milliseconds"]),
            "verified": self.random.random() < 0.8,
            **more,
        }

    def reupload(self, want: dict, **more: object) -> dict:
        """Somebody's upload with the words of the song."""
        artist = want["artists"][0]
        title = self.random.choice(
            ["{a} - {t} (Lyrics)", "{t} - {a} [lyrics]", "{a} – {t} | Lyrics", '{a} "{t}" lyrics video']
        )
        return {
            "title": title.format(a=artist, t=want["title"]),
            "artist": f"{self.pick('noun')}Lyrics{self.random.randint(1, 99)}",
            "milliseconds": self.near(want["milliseconds"]),
            "verified": False,
            **more,
        }

    def right(self, want: dict) -> dict:
        return self.random.choice([self.topic, self.official, self.official, self.reupload])(want)

    # Ways in which it is another recording.

    def variant(self, want: dict, words: str, low: float = 0.97, high: float = 1.06) -> dict:
        base = self.random.choice([self.official, self.reupload])(want)
        plain = base["title"].split("(Official")[0].split("[Official")[0].strip()
        form = self.random.choice(["{t} ({w})", "{t} [{w}]", "{t} - {w}", "{w}: {t}" if len(words) > 8 else "{t} {w}"])
        base["title"] = form.format(t=plain, w=words)
        base["milliseconds"] = round(want["milliseconds"] * self.random.uniform(low, high))
        return base

    def live(self, want: dict) -> dict:
        words = self.random.choice(
            ["Live", f"Live at {self.pick('noun')} Hall", "Live Session", "live in Berlin 2019", "Live on KEXR"]
        )
        return self.variant(want, words, 0.98, 1.25)

    def cover(self, want: dict) -> dict:
        other = self.artist()
        title = self.random.choice(
            ["{t} ({a} cover)", "{a} - {t} (Cover by {o})", "{t} - {a} (acoustic cover)", "{t} | {o} Cover"]
        )
        return {
            "title": title.format(t=want["title"], a=want["artists"][0], o=other),
            "artist": other,
            "milliseconds": self.near(want["milliseconds"], 9000),
            "verified": self.random.random() < 0.3,
        }

    def sped(self, want: dict) -> dict:
        words, factor = self.random.choice(
            [
                ("sped up", 0.8),
                ("Sped Up Version", 0.83),
                ("Nightcore", 0.78),
                ("slowed + reverb", 1.18),
                ("slowed down", 1.15),
                ("8D Audio", 1.0),
                ("bass boosted", 1.0),
                ("1 hour loop", 12.0),
            ]
        )
        return self.variant(want, words, factor * 0.98, factor * 1.02)

    def karaoke(self, want: dict) -> dict:
        words = self.random.choice(
            ["Karaoke Version", "Instrumental", "Karaoke", "Official Instrumental", "Backing Track", "Piano Tutorial"]
        )
        return self.variant(want, words, 0.99, 1.01)

    def remix(self, want: dict) -> dict:
        words = self.random.choice(
            [
                f"{self.artist()} Remix",
                "Extended Mix",
                f"{self.pick('noun')} Bootleg",
                "Club Mix",
                "Acoustic",
                "Demo",
                "Mashup",
            ]
        )
        return self.variant(want, words, 0.9, 1.4)

    def namesake(self, want: dict) -> dict:
        """The same title by others."""
        other = dict(want, artists=[self.artist()], milliseconds=self.near(want["milliseconds"], 1900))
        return self.random.choice([self.topic, self.official])(other)

    def sibling(self, want: dict) -> dict:
        """Another title by the same artist."""
        other = dict(want, title=self.title(), milliseconds=self.near(want["milliseconds"], 1900))
        return self.random.choice([self.topic, self.official])(other)

    def album(self, want: dict) -> dict:
        return {
            "title": f"{want['artists'][0]} - {want['title']} (Full Album)",
            "artist": want["artists"][0],
            "milliseconds": self.random.randint(1800, 4200) * 1000,
            "verified": True,
        }

    def reaction(self, want: dict) -> dict:
        return {
            "title": self.random.choice(
                ["REACTION to {a} - {t}", "{a} {t} | First time hearing", "How {t} by {a} was made"]
            ).format(a=want["artists"][0], t=want["title"]),
            "artist": self.person(),
            "milliseconds": self.random.randint(400, 1500) * 1000,
            "verified": False,
        }

    WRONG = ("live", "cover", "sped", "karaoke", "remix", "namesake", "sibling", "album", "reaction")

    def wrong(self, want: dict, count: int, *kinds: str) -> list[dict]:
        return [getattr(self, kind)(want) for kind in (kinds or self.random.choices(self.WRONG, k=count))]

    def add(self, kind: str, want: dict, rights: list[dict], wrongs: list[dict]) -> None:
        candidates = [(True, item) for item in rights] + [(False, item) for item in wrongs]
        self.random.shuffle(candidates)
        self.cases.append(
            {
                "kind": kind,
                "wanted": want,
                "candidates": [item for _, item in candidates],
                "right": [index for index, (is_right, _) in enumerate(candidates) if is_right],
            }
        )

    # The kinds of case.

    def make(self) -> list[dict]:
        for _ in range(14):
            want = self.wanted()
            self.add("plain", want, [self.right(want)], self.wrong(want, 4))
        for kind in ("live", "cover", "sped", "karaoke", "remix", "namesake", "sibling"):
            for _ in range(8):
                want = self.wanted()
                self.add(f"beside-{kind}", want, [self.right(want)], self.wrong(want, 0, kind, kind, kind))
        for _ in range(10):
            self.featuring()
            self.version_wanted()
        for _ in range(8):
            self.remaster()
            self.spelling()
        for _ in range(6):
            self.foreign()
            self.by_isrc()
            self.several_artists()
            self.cover_without_its_word()
        for _ in range(22):
            want = self.wanted()
            self.add("none", want, [], self.wrong(want, 5))
        self.random.shuffle(self.cases)
        return self.cases

    def featuring(self) -> None:
        guest = self.person()
        want = self.wanted()
        plain = want["title"]
        if self.random.random() < 0.5:
            want["title"] = f"{plain} ({self.random.choice(['feat.', 'ft.', 'with', 'featuring'])} {guest})"
        else:
            want["artists"].append(guest)
        shown = dict(want, title=plain)
        right = self.official(shown)
        if self.random.random() < 0.6:
            right["title"] = f"{want['artists'][0]} {self.random.choice(['ft.', 'feat.', 'x', '&'])} {guest} - {plain}"
        self.add("featuring", want, [right], self.wrong(shown, 0, "cover", "remix", "sibling"))

    def version_wanted(self) -> None:
        """The wanted track is itself a live one, a remix and so on."""
        words = self.random.choice(
            ["Live", f"{self.artist()} Remix", "Acoustic", "Instrumental", "Sped Up", "Demo", "Extended Mix"]
        )
        want = self.wanted()
        plain = dict(want)
        want["title"] = f"{plain['title']}{self.random.choice([' ({})', ' - {}']).format(words)}"
        want["milliseconds"] = round(plain["milliseconds"] * self.random.uniform(0.85, 1.2))
        right = (
            self.topic(want)
            if self.random.random() < 0.5
            else self.official(dict(plain, milliseconds=want["milliseconds"]))
        )
        if right["title"] != want["title"]:
            right["title"] = f"{want['artists'][0]} - {plain['title']} ({words})"
        self.add("version-wanted", want, [right], [self.official(plain), *self.wrong(plain, 0, "cover")])

    def remaster(self) -> None:
        want = self.wanted()
        plain = want["title"]
        want["title"] = (
            f"{plain} - {self.random.choice(['Remastered 2011', '2015 Remaster', 'Remastered', 'Mono / 2009 Remaster'])}"  # noqa: E501
        )
        shown = dict(want, title=plain)
        rights = [self.official(shown)]
        if self.random.random() < 0.5:
            rights.append(self.topic(dict(want, title=f"{plain} (Remastered)")))
        self.add("remaster", want, rights, self.wrong(shown, 0, "live", "live", "cover"))

    def spelling(self) -> None:
        """Accents, case, punctuation and signs differ."""
        want = self.wanted()
        right = self.official(want)
        change = self.random.choice(
            [
                str.upper,
                str.lower,
                lambda text: text.replace("'", "’"),
                lambda text: text.replace(" and ", " & ").replace("The ", ""),
                lambda text: "".join(
                    {
                        "é": "e",
                        "ø": "o",
                        "å": "a",
                        "ö": "o",
                        "ü": "u",
                        "ã": "a",
                        "Ş": "S",
                        "ş": "s",
                        "ı": "i",
                        "ă": "a",
                        "É": "E",
                        "Ø": "O",
                    }.get(letter, letter)
                    for letter in text
                ),
            ]
        )
        right["title"] = change(right["title"])
        self.add("spelling", want, [right], self.wrong(want, 4))

    def foreign(self) -> None:
        script, latin = self.random.choice(self.words["foreign"])
        want = self.wanted(title=script)
        right = self.official(want)
        if self.random.random() < 0.7:
            right["title"] = f"{want['artists'][0]} - {script} ({latin}) MV"
        other_script, _ = self.random.choice([pair for pair in self.words["foreign"] if pair[0] != script])
        self.add(
            "foreign",
            want,
            [right],
            [self.official(dict(want, title=other_script)), *self.wrong(want, 0, "cover", "live")],
        )

    def by_isrc(self) -> None:
        """The recording's code decides where the words don't."""
        want = self.wanted(isrc=self.isrc())
        other_title = self.title()
        right = {
            "title": other_title,
            "artist": self.artist(),
            "isrc": want["isrc"],
            "milliseconds": self.near(want["milliseconds"], 1200),
            "verified": True,
        }
        self.add("isrc", want, [right], [*self.wrong(want, 0, "namesake", "cover", "live")])

    def several_artists(self) -> None:
        want = self.wanted(artists=[self.artist(), self.artist(), self.person()])
        right = self.topic(dict(want, artists=[self.random.choice(want["artists"])]))
        if self.random.random() < 0.5:
            order = want["artists"][:]
            self.random.shuffle(order)
            right["title"] = f"{order[0]} & {order[1]}, {order[2]} - {want['title']}"
        self.add("several-artists", want, [right], self.wrong(want, 0, "namesake", "cover", "sibling"))

    def cover_without_its_word(self) -> None:
        """Somebody else's recording that names the artist in its title and says nowhere what it is."""
        want = self.wanted()
        other = self.person()
        wrong = {
            "title": f"{want['title']} - {want['artists'][0]} ({other}, {self.random.choice(['piano', 'guitar', 'violin'])})",  # noqa: E501
            "artist": other,
            "milliseconds": self.near(want["milliseconds"], 6000),
            "verified": False,
        }
        self.add("hidden-cover", want, [self.right(want)], [wrong, *self.wrong(want, 0, "sibling")])


def main() -> None:
    for name, seed in (("tuning", 11), ("frozen", 23)):
        cases = Half(name, seed).make()
        note = "Synthetic: made by make-cases.py; no artist, title or channel in it exists on purpose."
        text = json.dumps({"note": note, "cases": cases}, ensure_ascii=False, indent=1)
        (HERE / f"{name}.json").write_text(text + "\n")
        print(name, len(cases))


main()
