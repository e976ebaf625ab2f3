"""Writes the labelled set that the matching of mirrored tracks is measured with: tuning.json and frozen.json.

All of it is synthetic: no artist, title or channel in it exists on purpose. The kinds of difficulty are those that
mirroring bots report. Each half has words of its own. `frozen.json` was made before there was a scorer and is only
measured on. A case has a wanted track, candidates as a search gives them, and `right`: what a listener would
accept, or none.
"""

from __future__ import annotations

import json
import pathlib

from patterned.recordings import Recordings

HERE = pathlib.Path(__file__).parent


class Half(Recordings):
    """One half of the set."""

    def __init__(self, name: str, seed: int) -> None:
        super().__init__(name, seed)
        self.cases: list[dict] = []

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
