"""The noisy cases that follow a pattern. Each half draws from the same patterns, with names and chances of its own."""

from __future__ import annotations

import random

from words import OTHER, PLAIN, TITLES, WORDS

# What stands at a title on a music service without meaning another recording.
REISSUES = ["{T} - Remastered 2014", "{T} - 2009 Remaster", "{T} (Remastered)", "{T} - Mono", "{T} (Deluxe Edition)",
            "{T} - Single Version", "{T} - Album Version", "{T} - 50th Anniversary Remaster"]  # fmt: skip
STRANGERS = ["{P} Music", "{p}tunes", "lyrics by {p}", "{P} TV", "{p}_{n}", "best of {p}", "{P} Archive"]


class Half:
    """One half of the patterned cases."""

    def __init__(self, name: str, seed: int) -> None:
        self.words = WORDS[name]
        self.random = random.Random(seed)
        self.cases: list[dict] = []

    # Names.

    def pick(self, kind: str) -> str:
        return self.random.choice(self.words[kind])

    def person(self) -> str:
        return f"{self.pick('given')} {self.pick('family')}"

    def artist(self) -> str:
        return self.person() if self.random.random() < 0.5 else self.filled(self.pick("group"))

    def filled(self, form: str) -> str:
        noun, other = self.random.sample(self.words["noun"], 2)
        return form.format(n=noun, m=other, a=self.pick("adjective"), f=self.pick("family"))

    def wanted(self, **members: object) -> dict:
        track = {"title": self.filled(self.random.choice(TITLES)), "artists": [self.artist()]}
        return track | {"milliseconds": self.random.randint(125, 330) * 1000 + self.random.randint(0, 999)} | members

    # Candidates. Sites tell lengths in whole seconds.

    def found(self, form: str, want: dict, channel: str, length: float, *, verified: bool = False) -> dict:
        artist = want["artists"][0]
        title = form.format(A=artist, T=want["title"], P=self.person(), a=artist.lower(), t=want["title"].lower())
        return {"title": title, "artist": channel, "milliseconds": round(length / 1000) * 1000, "verified": verified}

    def stranger(self) -> str:
        person = self.person()
        form = self.random.choice(STRANGERS)
        return form.format(P=person, p=person.lower().replace(" ", ""), n=self.random.randint(2, 99))

    def topic(self, want: dict) -> dict:
        length = want["milliseconds"] + self.random.randint(-400, 900)
        return self.found("{T}", want, f"{want['artists'][0]} - Topic", length)

    def official(self, want: dict, form: str | None = None) -> dict:
        """The artist's own upload; videos have some seconds more."""
        artist = want["artists"][0]
        channel = self.random.choice([artist, f"{artist.replace(' ', '')}VEVO", f"{artist} Official", f"{artist}Music"])
        form = form or self.random.choice([form for form in PLAIN if "{A}" in form])
        most = 3500 if "ideo" in form else 1500
        length = want["milliseconds"] + self.random.randint(-900, most)
        return self.found(form, want, channel, length, verified=self.random.random() < 0.8)

    def upload(self, want: dict) -> dict:
        """The same sound from somebody else."""
        form = self.random.choice([form for form in PLAIN if "{A}" in form])
        return self.found(form, want, self.stranger(), want["milliseconds"] + self.random.randint(-900, 1900))

    def right(self, want: dict) -> dict:
        return self.random.choice([self.topic, self.official, self.official, self.upload])(want)

    def other(self, want: dict, kind: str | None = None) -> dict:
        form, least, most = self.random.choice(OTHER[kind or self.random.choice(list(OTHER))])
        length = want["milliseconds"] * self.random.uniform(least, most)
        is_own = self.random.random() < 0.35 and kind not in ("cover", "hidden-speed", "processed")
        own = self.random.choice([want["artists"][0], f"{want['artists'][0]} - Topic"])
        channel = own if is_own else self.stranger()
        return self.found(form, want, channel, length)

    def namesake(self, want: dict) -> dict:
        length = want["milliseconds"] + self.random.randint(-1900, 1900)
        artist = next(name for name in iter(self.artist, None) if name not in want["artists"])
        return self.topic(dict(want, artists=[artist], milliseconds=length))

    def sibling(self, want: dict) -> dict:
        """Another song of the same artist with words of the title in it."""
        forms = ["{t} {m}", "{a} {t}", "{t} 2", "{t} Interlude", "After {t}", "{t}, Pt. 2", "Not {t}"]
        form = self.random.choice(forms)
        noun = self.pick("noun")
        title = form.format(t=want["title"], m=noun, a=self.pick("adjective"))
        length = want["milliseconds"] + self.random.randint(-2500, 2500)
        other = dict(want, title=title, milliseconds=length)
        return self.random.choice([self.topic, self.official])(other)

    # Cases.

    def add(self, kind: str, want: dict, rights: list[dict], wrongs: list[dict]) -> None:
        candidates = [(True, item) for item in rights] + [(False, item) for item in wrongs]
        self.random.shuffle(candidates)
        right = [index for index, (is_right, _) in enumerate(candidates) if is_right]
        case = {"kind": kind, "wanted": want, "candidates": [item for _, item in candidates], "right": right}
        self.cases.append(case)

    def make(self) -> list[dict]:
        for kind in OTHER:
            for _ in range(5):
                want = self.wanted()
                wrongs = [self.other(want, kind), self.other(want, kind), self.other(want)]
                self.add(f"beside-{kind}", want, [self.right(want)], wrongs)
            for _ in range(3):
                want = self.wanted()
                self.add(f"only-{kind}", want, [], [self.other(want, kind), self.other(want, kind)])
        for _ in range(14):
            want = self.wanted()
            rights = [self.official(want), self.upload(want)][: self.random.randint(1, 2)]
            self.add("noise", want, rights, [self.other(want)])
        for _ in range(5):
            want = self.wanted()
            self.add("namesake", want, [self.right(want)], [self.namesake(want), self.namesake(want)])
            self.add("only-namesake", self.wanted(title=want["title"]), [], [self.namesake(want), self.namesake(want)])
            want = self.wanted()
            self.add("sibling", want, [self.right(want)], [self.sibling(want), self.sibling(want)])
            want = self.wanted()
            self.add("only-sibling", want, [], [self.sibling(want), self.sibling(want)])
            self.reissue()
            self.guest()
            self.named_remix()
        return self.cases

    def reissue(self) -> None:
        plain = self.wanted()
        want = dict(plain, title=self.random.choice(REISSUES).format(T=plain["title"]))
        self.add("reissue", want, [self.right(plain)], [self.other(plain, "live"), self.other(plain, "version")])

    def guest(self) -> None:
        """The guest stands in the title or among the artists; another guest is another recording."""
        guest, stranger = self.random.sample([f"{given} {self.pick('family')}" for given in self.words["given"]], 2)
        plain = self.wanted()
        want = dict(plain, title=f"{plain['title']} (feat. {guest})")
        if self.random.random() < 0.5:
            want["artists"] = [*plain["artists"], guest]
        forms = ["{A} - {T} (feat. %s)", "{A} ft. %s - {T}", "{A} & %s - {T} (Official Video)"]
        right = self.official(plain, self.random.choice(forms) % guest)
        wrong = self.official(plain, self.random.choice(forms) % stranger)
        self.add("guest", want, [right] if self.random.random() < 0.7 else [], [wrong])

    def named_remix(self) -> None:
        remixer, stranger = self.random.sample([f"{given} {self.pick('family')}" for given in self.words["given"]], 2)
        plain = self.wanted()
        want = dict(plain, title=f"{plain['title']} - {remixer} Remix")
        right = self.official(plain, f"{{A}} - {{T}} ({remixer} Remix)")
        wrong = self.official(plain, f"{{A}} - {{T}} ({stranger} Remix)")
        original = self.official(dict(plain, milliseconds=round(plain["milliseconds"] * 0.8)))
        self.add("named-remix", want, [right] if self.random.random() < 0.7 else [], [wrong, original])
