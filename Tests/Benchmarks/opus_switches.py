"""How a change from a track's own packets to encoded ones, and back, sounds to a listener's one decoder.

`python -m Benchmarks.opus_switches` (in `Tests/`) prints the figures of docs/decisions/0007. What `SoundWork` does is
done with libopus alone: a decoder of its own, an encoder that has heard what came before, packets that stand alone or
are finer than the channel's bitrate at both ends. Nothing is changed in between: all that differs is the encoder's
doing.
"""

from __future__ import annotations

import ctypes
import subprocess

import numpy as np
from numpy.typing import NDArray

from .opus_choices import (
    APPLICATION_AUDIO,
    FLOATS,
    FRAME,
    LOOKAHEAD,
    MUSIC,
    OPUS,
    SET_BITRATE,
    SET_COMPLEXITY,
    SET_SIGNAL,
    SET_VBR,
    SIGNAL_MUSIC,
    Sound,
    decode,
    encode,
)

SET_CONSTRAINT, SET_PREDICTION_DISABLED = 4020, 4042
LEAD = 10
PASSAGE = 75
# Packets behind a switch that are looked at.
AROUND = 4
SWITCHES = 30
FINE_BITRATE = 256_000
SOURCE_BITRATE = 128_000


class Encoder:
    """One of libopus' that is set while it works."""

    def __init__(self, bitrate: int) -> None:
        error = ctypes.c_int()
        self.state = ctypes.c_void_p(OPUS.opus_encoder_create(48_000, 2, APPLICATION_AUDIO, ctypes.byref(error)))
        for request, value in ((SET_BITRATE, bitrate), (SET_COMPLEXITY, 10), (SET_VBR, 1), (SET_SIGNAL, SIGNAL_MUSIC)):
            self.set(request, value)
        self.bitrate = bitrate

    def set(self, request: int, value: int) -> None:
        """One setting, from the next packet on."""
        assert OPUS.opus_encoder_ctl(self.state, request, ctypes.c_int(value)) == 0

    def refine(self, *, is_fine: bool) -> None:
        """What `AlignedEncoder.refine` does."""
        self.set(SET_CONSTRAINT, int(not is_fine))
        self.set(SET_BITRATE, FINE_BITRATE if is_fine else self.bitrate)

    def packet(self, block: Sound) -> bytes:
        """Of 20 ms."""
        room = (ctypes.c_ubyte * 1500)()
        data = np.ascontiguousarray(block)
        return bytes(room[: OPUS.opus_encode_float(self.state, data.ctypes.data_as(FLOATS), FRAME, room, 1500)])

    def close(self) -> None:
        """Frees it."""
        OPUS.opus_encoder_destroy(self.state)


def passage(track: list[bytes], first: int, bitrate: int, alone: int, fine: tuple[int, int]) -> list[bytes]:
    """Packets in the place of the track's from `first` on: `alone` of them without prediction, `fine` at either end."""
    before = first - LEAD
    sound = decode(track[before : first + PASSAGE + 1], np.zeros(LEAD + PASSAGE + 1, np.bool_), mends=False)
    encoder = Encoder(bitrate)
    packets = []
    for number in range(LEAD + PASSAGE):
        heard = number - LEAD
        if heard == -1 and alone:
            encoder.set(SET_PREDICTION_DISABLED, 1)
        if heard == -1 and fine[0]:
            encoder.refine(is_fine=True)
        if heard == alone and alone:
            encoder.set(SET_PREDICTION_DISABLED, 0)
        if heard == fine[0] and fine[0]:
            encoder.refine(is_fine=False)
        if heard == PASSAGE - fine[1]:
            encoder.refine(is_fine=True)
        start = number * FRAME + LOOKAHEAD
        packets.append(encoder.packet(sound[start : start + FRAME]))
    encoder.close()
    return packets[LEAD:]


def steepest(sound: Sound, begin: int, end: int) -> float:
    """The largest step between neighbouring samples of some packets."""
    return float(np.abs(np.diff(sound[begin * FRAME : end * FRAME, 0].astype(np.float64))).max())


def level(sound: Sound, begin: int, end: int) -> float:
    """The root mean square of some packets."""
    return float(np.sqrt(np.mean(sound[begin * FRAME : end * FRAME].astype(np.float64) ** 2)))


def measure(track: list[bytes], bitrate: int, alone: int, fine: tuple[int, int]) -> dict[str, NDArray[np.float64]]:
    """What many switches sound like.

    The steepest step around each against the undisturbed track's around the same place, and how much further from the
    track the sound is there than in the middle of the passage, in decibels.
    """
    whole = np.zeros(len(track), np.bool_)
    original = decode(track, whole, mends=False)
    rows: dict[str, list[float]] = {"in": [], "out": [], "within": [], "noise in": [], "noise out": []}
    for first in np.linspace(60, len(track) - PASSAGE - 60, SWITCHES).astype(int):
        last = first + PASSAGE
        packets = track[:first] + passage(track, first, bitrate, alone, fine) + track[last:]
        heard = decode(packets[: last + 40], whole[: last + 40], mends=False)
        error = heard - original[: len(heard)]
        middle = level(error, first + 20, last - 20) + 1e-6
        own = steepest(original, (first + last) // 2 - 25, (first + last) // 2 + 25)
        rows["within"].append(steepest(heard, first + 20, last - 20) / own)
        for name, switch in (("in", first), ("out", last)):
            own = steepest(original, switch - 25, switch + 25)
            rows[name].append(steepest(heard, switch - 1, switch + AROUND) / own)
            loudest = max(level(error, packet, packet + 1) for packet in range(switch, switch + AROUND))
            rows[f"noise {name}"].append(20 * np.log10(loudest / middle + 1e-9))
    return {name: np.array(values) for name, values in rows.items()}


def materials() -> dict[str, list[bytes]]:
    """The tracks: packets as a service would have them."""
    command = ["ffmpeg", "-v", "error", "-i", str(MUSIC), "-f", "f32le", "-ac", "2", "-ar", "48000", "-"]
    samples = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, np.float32)
    music = samples.reshape(-1, 2)[: 30 * 48_000]
    time = np.arange(len(music)) / 48_000
    tone = (0.2747 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    sounds = {"tone of 440 Hz": np.stack([tone, tone * 0.8], axis=1), "the demo's music": music}
    return {name: encode(sound[: len(sound) // FRAME * FRAME], SOURCE_BITRATE)[0] for name, sound in sounds.items()}


VARIANTS: dict[str, tuple[int, tuple[int, int]]] = {
    "as it comes": (0, (0, 0)),
    "standing alone": (2, (0, 0)),
    "fine": (0, (5, 5)),
    "alone, fine": (2, (5, 5)),
    "fine 2": (0, (2, 2)),
    "fine 10": (0, (10, 10)),
}


def main() -> None:
    """Prints the figures, each as the median and the most of all switches."""
    print("steepest step / the track's own: in, out, within; noise / the passage's middle in dB: in, out")
    for name, track in materials().items():
        for bitrate in (64_000, 96_000, 128_000):
            for variant, (alone, fine) in VARIANTS.items():
                rows = measure(track, bitrate, alone, fine)
                figures = [
                    f"{np.median(values):{form}} {values.max():{form}}"
                    for key, values in rows.items()
                    for form in ["+.1f" if key.startswith("noise") else ".2f"]
                ]
                print(f"{name}, {bitrate // 1000} kbit/s, {variant}: {'  '.join(figures)}", flush=True)


if __name__ == "__main__":
    main()
