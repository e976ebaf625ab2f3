"""Recordings as services name them and people upload them: the right one, and the wrong ones beside it."""

from __future__ import annotations

import random

from patterned.words import WORDS


class Recordings:
    """Tracks that are wanted, and what a search brings for them: one half's words, drawn by a seed of its own."""

    def __init__(self, name: str, seed: int) -> None:
        self.words = WORDS[name]
        self.random = random.Random(seed)

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
