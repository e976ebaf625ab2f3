"""Generated music: ladders of tones (another frequency each second), in every format that people upload."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..listening.analysis import write_wav
from ..listening.opus import PCM, RATE

AMPLITUDE = 9_000
ENCODINGS: dict[str, list[str]] = {
    "opus": ["-c:a", "libopus", "-b:a", "96k", "-frame_duration", "20", "-vbr", "on", "-f", "ogg"],
    "webm": ["-c:a", "libopus", "-b:a", "96k", "-frame_duration", "20", "-f", "webm"],
    "mp3": ["-c:a", "libmp3lame", "-b:a", "128k", "-f", "mp3"],
    "m4a": ["-c:a", "aac", "-b:a", "128k", "-f", "mp4"],
    "flac": ["-c:a", "flac", "-f", "flac"],
    "ogg": ["-c:a", "libvorbis", "-b:a", "128k", "-f", "ogg"],
    "opus-mono": ["-ac", "1", "-c:a", "libopus", "-b:a", "48k", "-frame_duration", "20", "-f", "ogg"],
    "opus-60ms": ["-c:a", "libopus", "-b:a", "96k", "-frame_duration", "60", "-f", "ogg"],
}
SUFFIXES = {"opus-mono": "opus", "opus-60ms": "opus"}


@dataclass(frozen=True)
class Ladder:
    """A piece of music made of tones: second `n` has the frequency `base + n * step`, in Hz."""

    base: float = 400.0
    step: float = 40.0
    seconds: int = 10

    def frequency(self, second: int) -> float:
        """The tone of a second."""
        return self.base + second * self.step

    def second_of(self, frequency: float, tolerance: float = 0.3) -> int | None:
        """Which second a tone belongs to; None for a tone that is not of this ladder."""
        position = (frequency - self.base) / self.step
        second = round(position)
        return second if abs(position - second) <= tolerance and 0 <= second < self.seconds else None

    def pcm(self) -> PCM:
        """The samples, with 5 ms fades between tones and the right channel a little softer."""
        time = np.arange(RATE) / RATE
        fade = np.minimum(1, np.minimum(time, time[::-1]) / 0.005)
        parts = [np.sin(2 * np.pi * self.frequency(second) * time) * fade for second in range(self.seconds)]
        mono = np.concatenate(parts) * AMPLITUDE
        return np.stack([mono, mono * 0.8], axis=1).astype(np.int16)


class MediaLibrary:
    """Makes files in a folder, each once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def wav(self, ladder: Ladder) -> Path:
        """The ladder as a WAV file."""
        path = self._path(ladder, "wav")
        if not path.exists():
            write_wav(path, ladder.pcm())
        return path

    def file(self, ladder: Ladder, kind: str = "opus") -> Path:
        """The ladder in a format: a key of `ENCODINGS`, or `wav`. An M4A has its index (moov) last."""
        if kind == "wav":
            return self.wav(ladder)
        path = self._path(ladder, kind)
        if not path.exists():
            partial = path.with_suffix(".partial")
            command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(self.wav(ladder)), "-map_metadata", "-1"]
            tags = ["-metadata", f"title=Ladder {ladder.base:g}", "-metadata", "artist=The Simulator"]
            subprocess.run([*command, *tags, *ENCODINGS[kind], str(partial)], check=True, timeout=120)
            partial.rename(path)
        return path

    def _path(self, ladder: Ladder, kind: str) -> Path:
        name = f"ladder-{ladder.base:g}-{ladder.step:g}-{ladder.seconds}"
        name += "" if kind in ("opus", "webm", "mp3", "m4a", "flac", "ogg", "wav") else f"-{kind.split('-')[1]}"
        return self.folder / f"{name}.{SUFFIXES.get(kind, kind)}"
