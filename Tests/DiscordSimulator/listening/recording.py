"""What one listener heard from one speaker."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import analysis
from .opus import CHANNELS, FRAME, PCM, RATE, OpusDecoder

SILENCE = b"\xf8\xff\xfe"


@dataclass(frozen=True, slots=True)
class Heard:
    """One Opus packet as the listener has it: decrypted, with its arrival in ns of Unix time."""

    arrival: int
    ssrc: int
    seq: int
    timestamp: int
    opus: bytes

    @property
    def silent(self) -> bool:
        """Whether this is the silence packet that closes a spurt."""
        return self.opus == SILENCE


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring packets of a source that were heard one after the other.

    `first` and `last` are places in the source, `began` and `ended` the arrivals of those two in seconds of Unix time.
    """

    first: int
    last: int
    began: float
    ended: float


class Recording:
    """Grows while the call goes on; every method works on what has arrived so far."""

    def __init__(self) -> None:
        self.packets: list[Heard] = []
        self.undecryptable = 0

    def add(self, packet: Heard) -> None:
        """Appends one packet; called from the UDP thread or the loop."""
        self.packets.append(packet)

    def since(self, unix_time: float) -> Recording:
        """The part that arrived after a moment (seconds of Unix time, as `time.time()`)."""
        return self._part([item for item in self.packets if item.arrival >= unix_time * 1e9])

    def until(self, unix_time: float) -> Recording:
        """The part that arrived before a moment."""
        return self._part([item for item in self.packets if item.arrival < unix_time * 1e9])

    def music(self) -> Recording:
        """Everything but silence packets."""
        return self._part([item for item in self.packets if not item.silent])

    def _part(self, packets: list[Heard]) -> Recording:
        part = Recording()
        part.packets = packets
        return part

    @property
    def opus(self) -> list[bytes]:
        """The Opus packets in order, silence packets left out."""
        return [item.opus for item in self.packets if not item.silent]

    @property
    def seconds(self) -> float:
        """How much music arrived, counted in frames of 20 ms."""
        return sum(1 for item in self.packets if not item.silent) * FRAME / RATE

    @property
    def silences(self) -> int:
        """How many silence packets arrived."""
        return sum(1 for item in self.packets if item.silent)

    @property
    def first_arrival(self) -> float | None:
        """When the first music packet came, in seconds of Unix time."""
        return next((item.arrival / 1e9 for item in self.packets if not item.silent), None)

    def quiet_for(self, now: float | None = None) -> float:
        """Seconds since the last music packet; infinite if there was none."""
        last = next((item.arrival for item in reversed(self.packets) if not item.silent), None)
        return float("inf") if last is None else (now or time.time()) - last / 1e9

    def pcm(self) -> PCM:
        """Everything decoded, end to end (48 kHz, stereo): no silence packets, and lost packets are not filled."""
        decoder = OpusDecoder()
        parts = [decoder.decode(item.opus) for item in self.packets if not item.silent]
        return np.concatenate(parts) if parts else np.empty((0, CHANNELS), np.int16)

    def tones(self) -> list[float]:
        """The tone of each second of `pcm()`."""
        return analysis.frequencies(self.pcm())

    def tone_track(self, hop: float = 0.1) -> list[float]:
        """The tone of each tenth of a second of `pcm()`."""
        return analysis.tone_track(self.pcm(), hop)

    def last_tone(self, window: float = 0.2) -> float:
        """The tone of the newest `window` seconds: what is heard now."""
        count = max(3, round(window * RATE / FRAME))
        decoder = OpusDecoder()
        parts = [decoder.decode(item.opus) for item in self.packets[-count - 3 :] if not item.silent]
        return analysis.frequency(np.concatenate(parts)[3 * FRAME :]) if len(parts) > 3 else 0.0

    def loudness(self) -> float:
        """The RMS level in dB of full scale."""
        return analysis.loudness(self.pcm())

    def spacing(self) -> analysis.Spacing:
        """Jitter within spurts: pauses, which end a spurt, do not count."""
        return analysis.Spacing.within_spurts([[item.arrival for item in self.packets]])

    def gaps(self, longer_than: float = 0.06) -> list[tuple[float, float]]:
        """Pauses between music packets as (when, how long) in seconds."""
        arrivals = [item.arrival / 1e9 for item in self.packets if not item.silent]
        return [
            (earlier, later - earlier)
            for earlier, later in itertools.pairwise(arrivals)
            if later - earlier > longer_than
        ]

    def contains(self, source: Sequence[bytes]) -> int:
        """How many leading packets of `source` were heard byte for byte and one after the other."""
        heard = self.opus
        if not source or source[0] not in heard:
            return 0
        best = 0
        for start in (index for index, packet in enumerate(heard) if packet == source[0]):
            length = 0
            for mine, theirs in zip(heard[start:], source, strict=False):
                if mine != theirs:
                    break
                length += 1
            best = max(best, length)
        return best

    def passages(self, source: Sequence[bytes]) -> list[Passage]:
        """Everything heard, as passages of `source`; one passage from 0 is a song that was passed on without a fault.

        A packet that is not of the source raises `ValueError`. Where equal packets leave a choice, the longest passage
        counts, and among equals the one that goes on where the last ended, or else the next.
        """
        places: dict[bytes, list[int]] = {}
        for place, packet in enumerate(source):
            places.setdefault(packet, []).append(place)
        heard = [item for item in self.packets if not item.silent]
        found: list[Passage] = []
        index = 0
        while index < len(heard):
            expected = found[-1].last + 1 if found else 0
            starts = places.get(heard[index].opus)
            if starts is None:
                raise ValueError(f"music packet {index} is not of the source")
            lengths = {start: _common([item.opus for item in heard[index:]], source[start:]) for start in starts}
            start = min(starts, key=lambda start: (-lengths[start], start < expected, abs(start - expected)))
            end = index + lengths[start]
            found.append(
                Passage(start, start + end - index - 1, heard[index].arrival / 1e9, heard[end - 1].arrival / 1e9)
            )
            index = end
        return found

    def save_wav(self, path: Path | str) -> None:
        """Writes `pcm()` as a WAV file."""
        analysis.write_wav(path, self.pcm())


def _common(heard: Sequence[bytes], source: Sequence[bytes]) -> int:
    """How many leading packets two sequences share."""
    pairs = zip(heard, source, strict=False)
    return next((index for index, (one, other) in enumerate(pairs) if one != other), min(len(heard), len(source)))
