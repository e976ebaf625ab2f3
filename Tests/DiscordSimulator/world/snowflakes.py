"""Identifiers as Discord makes them: milliseconds since 2015 in the upper bits, a counter below."""

from __future__ import annotations

import itertools
import time

DISCORD_EPOCH_MS = 1_420_070_400_000


class Snowflakes:
    """Hands out unique, rising snowflakes."""

    def __init__(self) -> None:
        self._counter = itertools.count(1)

    def make(self) -> int:
        """A new identifier, above every earlier one of this generator while the clock does not go back."""
        milliseconds = time.time_ns() // 1_000_000 - DISCORD_EPOCH_MS
        serial = next(self._counter)
        return ((milliseconds + (serial >> 22)) << 22) | (serial & 0x3FFFFF)
