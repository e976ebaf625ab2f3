"""The catalogue: how often a mirrored track is the right one, and how long known words take to become tracks."""

from __future__ import annotations

import subprocess
from pathlib import Path

from machine import ROOT, median
from processes import BENCHMARKS

# The hardest set that the scorer was not tuned on gives the figures; the others are told beside it.
HARDEST = "noisy-frozen"
SETS = (HARDEST, "noisy-tuning", "hard", "frozen", "tuning")
SEARCHES = 200


def measure_catalog(folder: Path) -> dict[str, float]:
    """Precision and coverage over the labelled sets, and a warm search."""
    results: dict[str, float] = {}
    for name in SETS:
        _, answerable, played, right = (int(word) for word in _lines("match", str(_cases(name)))[0].split())
        prefix = "match" if name == HARDEST else f"match.{name}"
        results |= {f"{prefix}.precision": right / played, f"{prefix}.coverage": right / answerable}
    store = folder / "catalog"
    store.mkdir()
    times = [float(line) for line in _lines("resolve", str(store), str(SEARCHES))]
    results |= {"resolve.warm_ms": median(times), "resolve.warm_worst_ms": max(times)}
    return results


def _cases(name: str) -> Path:
    return ROOT / f"Tests/CatalogTests/Matching/{name}.json"


def _lines(*arguments: str) -> list[str]:
    run = subprocess.run([str(BENCHMARKS), *arguments], check=True, capture_output=True, text=True, timeout=60)
    return run.stdout.splitlines()
