"""Measuring audio: which tone when, how loud, how even."""

from __future__ import annotations

import math
import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .opus import CHANNELS, PCM, RATE

FULL_SCALE = 32_768.0
QUIET = -90.0


def frequency(pcm: PCM) -> float:
    """The strongest frequency in Hz, refined between FFT bins; 0 for silence."""
    if len(pcm) < 256:
        return 0.0
    mono = pcm.astype(np.float64).mean(axis=1)
    if np.sqrt(np.mean(mono**2)) < 10:
        return 0.0
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono))))
    spectrum[0] = 0
    peak = int(spectrum.argmax())
    shift = 0.0
    if 0 < peak < len(spectrum) - 1:
        left, middle, right = np.log(spectrum[peak - 1 : peak + 2] + 1e-12)
        curve = left - 2 * middle + right
        shift = 0.5 * (left - right) / curve if curve else 0.0
    return (peak + shift) * RATE / len(mono)


def frequencies(pcm: PCM, window: float = 1.0, guard: float = 0.1) -> list[float]:
    """The tone of each full window, leaving `guard` seconds out at both edges of every window."""
    step, margin = int(window * RATE), int(guard * RATE)
    return [frequency(pcm[start + margin : start + step - margin]) for start in range(0, len(pcm) - step + 1, step)]


def tone_track(pcm: PCM, hop: float = 0.1) -> list[float]:
    """The tone of each tenth of a second: shows when one note of a ladder gives way to the next."""
    step = int(hop * RATE)
    return [frequency(pcm[start : start + step]) for start in range(0, len(pcm) - step + 1, step)]


def loudness(pcm: PCM) -> float:
    """The RMS level in dB of full scale; -90 for nothing."""
    if not len(pcm):
        return QUIET
    level = float(np.sqrt(np.mean((pcm.astype(np.float64) / FULL_SCALE) ** 2)))
    return max(QUIET, 20 * math.log10(level)) if level > 0 else QUIET


def envelope(pcm: PCM, points: int) -> list[float]:
    """The peak of each of `points` equal parts, 0 to 1: what a waveform drawing needs."""
    if not len(pcm):
        return [0.0] * points
    magnitude = np.abs(pcm.astype(np.int32)).max(axis=1)
    return [float(part.max()) / FULL_SCALE if len(part) else 0.0 for part in np.array_split(magnitude, points)]


def write_wav(path: Path | str, pcm: PCM) -> None:
    """Writes 48 kHz stereo 16-bit PCM as a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(CHANNELS)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.ascontiguousarray(pcm, "<i2").tobytes())


@dataclass(frozen=True)
class Spacing:
    """How far packets strayed from their 20 ms grid, in milliseconds."""

    packets: int
    p50: float
    p99: float
    p999: float
    worst: float
    longest_gap: float

    @classmethod
    def of(cls, arrivals: Sequence[int] | Iterable[int], period_ms: float = 20.0) -> Spacing:
        """Measures arrival times in ns; the deviation of each distance between neighbours from the period."""
        times = np.sort(np.fromiter(arrivals, np.int64))
        return cls._of_distances(np.diff(times) / 1e6, len(times), period_ms)

    @classmethod
    def within_spurts(cls, streams: Iterable[Sequence[int]], period_ms: float = 20.0) -> Spacing:
        """The same over several streams; distances beyond ten periods are pauses and do not count."""
        sorted_times = [np.sort(np.asarray(arrivals, np.int64)) for arrivals in streams]
        distances = [np.diff(times) / 1e6 for times in sorted_times if len(times) > 1]
        every = np.concatenate(distances) if distances else np.empty(0)
        return cls._of_distances(every[every < 10 * period_ms], sum(map(len, sorted_times)), period_ms)

    @classmethod
    def _of_distances(cls, distances: NDArray[np.float64], packets: int, period_ms: float) -> Spacing:
        if not len(distances):
            return cls(packets, 0.0, 0.0, 0.0, 0.0, 0.0)
        strayed = np.abs(distances - period_ms)
        p50, p99, p999 = (float(np.percentile(strayed, part)) for part in (50, 99, 99.9))
        return cls(packets, p50, p99, p999, float(strayed.max()), float(distances.max()))
