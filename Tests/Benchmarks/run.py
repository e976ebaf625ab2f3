"""`make bench`: everything that is timed, in one run, as a table and as .build/bench.json.

usage: run.py [part…]   (all unless some are named: frames group endpoint pages plays passthrough discordpy transcode
       effects catalog searching autocomplete)
       `passthrough=1,50` plays so many streams instead of 1, 50 and 500, which takes less time.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import autocomplete
import catalog
import effects
import encryption
import endpoint
import pages
import plays
import report
import searching
import voice
from machine import ROOT, build_floor, facts

OUTPUT = ROOT / ".build/bench.json"
PARTS = (
    *("frames", "group", "endpoint", "pages", "plays", "passthrough", "discordpy", "transcode", "effects", "catalog"),
    "searching",
    "autocomplete",
)


async def measure(part: str, folder: Path, programs: dict[str, Path], media: dict[str, Path]) -> dict[str, float]:
    """One part's figures."""
    part, _, numbers = part.partition("=")
    if part == "frames":
        return encryption.measure_frames(programs)
    if part == "group":
        return encryption.measure_group()
    if part == "endpoint":
        return await endpoint.measure_endpoint(folder, programs, media["opus"])
    if part == "pages":
        return await pages.measure_pages(folder, programs, media["opus"])
    if part == "plays":
        return await plays.measure_plays(folder, media["opus"])
    if part == "passthrough":
        counts = [int(number) for number in numbers.split(",")] if numbers else [1, 50, 500]
        return await voice.measure_passthrough(folder, media["opus"], programs["frames"], dave=1, counts=counts)
    if part == "discordpy":
        in_memory = await voice.measure_discordpy(media["opus"], dave=1, count=50, downloads=False)
        return in_memory | await voice.measure_discordpy(media["opus"], dave=1, count=50, downloads=True)
    if part == "catalog":
        return catalog.measure_catalog(folder)
    if part == "searching":
        return await searching.measure_searching(folder)
    if part == "autocomplete":
        return await autocomplete.measure_autocomplete(folder, programs, media["opus"])
    if part == "effects":
        return await effects.measure_effects(folder, media, programs["opus"])
    return await voice.measure_transcode(folder, media, programs["opus"], count=20)


def main() -> int:
    """Runs the parts, prints the table, writes the file."""
    parts = sys.argv[1:] or list(PARTS)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))
    began = time.monotonic()
    results: dict[str, float] = {}
    failed: list[str] = []
    machine = facts()
    with tempfile.TemporaryDirectory(prefix="timmybot-bench-") as name:
        folder = Path(name)
        programs = build_floor(folder)
        media = voice.make_media(folder)
        for part in parts:
            print(f"{time.monotonic() - began:6.0f} s  {part} …", file=sys.stderr, flush=True)
            try:
                results |= asyncio.run(measure(part, folder, programs, media))
            except Exception:
                # The other parts' figures are worth having.
                traceback.print_exc()
                failed.append(part)
    report.derive(results)
    print(report.table(results, machine, time.monotonic() - began))
    if not sys.argv[1:]:
        failed += [f"no {row.key}" for row in report.ROWS if row.key not in results]
        OUTPUT.parent.mkdir(parents=True, exist_ok=True)
        OUTPUT.write_text(json.dumps({key: round(value, 5) for key, value in sorted(results.items())}, indent=1) + "\n")
    if failed:
        print("failed:", ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
