"""Writes the noisy set: ../noisy-tuning.json and ../noisy-frozen.json. usage: python3 make.py

Cases as searches of YouTube and SoundCloud give them, with the noise of real uploads, written by hand (hand.txt) and
by pattern (templates.py); all of it is synthetic. Both halves were made before the scorer was changed after them. It
was tuned on the first alone. Right is what a listener would accept: the same recording, re-uploaded, remastered,
in its video or with its lyrics, with a few seconds of a video before or behind it. Where nothing is right, people
have to be asked.
"""

from __future__ import annotations

import json
import pathlib

from templates import Half

HERE = pathlib.Path(__file__).parent


def milliseconds(text: str) -> int | None:
    if text == "?":
        return None
    minutes, seconds = text.split(":")
    return (int(minutes) * 60 + int(seconds)) * 1000


def track(title: str, length: str) -> dict:
    length, _, isrc = length.partition(" isrc ")
    found = {"title": title, "milliseconds": milliseconds(length.rstrip(" ✓")), "isrc": isrc or None}
    return {name: value for name, value in found.items() if value is not None}


def by_hand() -> dict[str, list[dict]]:
    """The cases of hand.txt by kind."""
    kinds: dict[str, list[dict]] = {}
    cases: list[dict] = []
    for line in (HERE / "hand.txt").read_text().splitlines():
        if line[0] == "#":
            continue
        if line[0] in "+-":
            channel, *title, length = line[2:].split(" | ")
            if line[0] == "+":
                cases[-1]["right"].append(len(cases[-1]["candidates"]))
            found = track(" | ".join(title), length) | {"artist": channel, "verified": "✓" in length}
            cases[-1]["candidates"].append(found)
            continue
        kind, artists, title, length, *code = line.split(" | ")
        wanted = track(title, " ".join([length, *code])) | {"artists": artists.split(", ")}
        cases = kinds.setdefault(kind, [])
        cases.append({"kind": kind, "wanted": wanted, "candidates": [], "right": []})
    return kinds


def main() -> None:
    kinds = by_hand()
    for name, parity, seed in (("tuning", 0, 41), ("frozen", 1, 59)):
        cases = [case for kind in kinds.values() for case in kind[parity::2]] + Half(name, seed).make()
        text = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
        note = "Synthetic: written in noisy/; no artist, title or channel in it exists on purpose."
        (HERE.parent / f"noisy-{name}.json").write_text(f'{{"note": {json.dumps(note)}, "cases": [\n{text}\n]}}\n')
        print(name, len(cases), "cases,", sum(1 for case in cases if case["right"]), "with an answer")


main()
