"""What libopus makes of the demo's music under settings that the bot chooses between: cost, nearness, and loss.

`python -m Benchmarks.opus_choices` (in `Tests/`) prints the figures of docs/decisions/0007.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import subprocess
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MUSIC = Path(__file__).resolve().parents[2] / "Sources/Operations/Demo/demo-music.ogg"
FRAME = 960
LOOKAHEAD = 312
SECONDS = 20
APPLICATION_AUDIO = 2049
SET_BITRATE, SET_VBR, SET_COMPLEXITY, SET_FEC, SET_LOSS, SET_SIGNAL = 4002, 4006, 4010, 4012, 4014, 4024
SIGNAL_MUSIC = 3002
FLOATS = ctypes.POINTER(ctypes.c_float)

Sound = NDArray[np.float32]


def library() -> ctypes.CDLL:
    """libopus with the types that ctypes cannot guess."""
    opus = ctypes.CDLL(ctypes.util.find_library("opus") or "libopus.so.0")
    for make in (opus.opus_encoder_create, opus.opus_decoder_create):
        make.restype = ctypes.c_void_p
    for free in (opus.opus_encoder_destroy, opus.opus_decoder_destroy):
        free.argtypes = [ctypes.c_void_p]
    return opus


OPUS = library()


def encode(music: Sound, bitrate: int, complexity: int = 10, loss: int = 0) -> tuple[list[bytes], float]:
    """The packets, and the processor time that a second of sound took, in ms."""
    error = ctypes.c_int()
    encoder = ctypes.c_void_p(OPUS.opus_encoder_create(48_000, 2, APPLICATION_AUDIO, ctypes.byref(error)))
    settings = {SET_BITRATE: bitrate, SET_VBR: 1, SET_COMPLEXITY: complexity, SET_SIGNAL: SIGNAL_MUSIC}
    for request, value in (settings | {SET_FEC: int(loss > 0), SET_LOSS: loss}).items():
        assert OPUS.opus_encoder_ctl(encoder, request, ctypes.c_int(value)) == 0
    packet = (ctypes.c_ubyte * 1500)()
    packets = []
    began = time.process_time()
    for start in range(0, len(music), FRAME):
        block = np.ascontiguousarray(music[start : start + FRAME])
        length = OPUS.opus_encode_float(encoder, block.ctypes.data_as(FLOATS), FRAME, packet, 1500)
        packets.append(bytes(packet[:length]))
    spent = time.process_time() - began
    OPUS.opus_encoder_destroy(encoder)
    return packets, 1000 * spent / (len(music) / 48_000)


def decode(packets: list[bytes], lost: NDArray[np.bool_], *, mends: bool) -> Sound:
    """What a listener hears; with `mends` a lost packet is looked for in the next one."""
    error = ctypes.c_int()
    decoder = ctypes.c_void_p(OPUS.opus_decoder_create(48_000, 2, ctypes.byref(error)))
    heard = np.zeros((len(packets) * FRAME, 2), np.float32)
    for number, packet in enumerate(packets):
        target = heard[number * FRAME :].ctypes.data_as(FLOATS)
        following = packets[number + 1] if number + 1 < len(packets) and not lost[number + 1] else None
        if not lost[number]:
            OPUS.opus_decode_float(decoder, packet, len(packet), target, FRAME, 0)
        elif mends and following:
            OPUS.opus_decode_float(decoder, following, len(following), target, FRAME, 1)
        else:
            OPUS.opus_decode_float(decoder, None, 0, target, FRAME, 0)
    OPUS.opus_decoder_destroy(decoder)
    return heard


def aligned(music: Sound, heard: Sound) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both left sides, without the encoder's delay, in whole frames."""
    count = (len(music) - LOOKAHEAD) // FRAME * FRAME
    return music[:count, 0].astype(np.float64), heard[LOOKAHEAD : LOOKAHEAD + count, 0].astype(np.float64)


def signal_to_noise(music: Sound, heard: Sound) -> float:
    """In decibels."""
    one, other = aligned(music, heard)
    return float(10 * np.log10(np.sum(one**2) / np.sum((one - other) ** 2)))


def distance(music: Sound, heard: Sound) -> float:
    """The mean distance of the frames' spectra up to 15 kHz, in decibels."""
    window = np.hanning(FRAME)
    spectra = [np.abs(np.fft.rfft(side.reshape(-1, FRAME) * window)) + 1e-3 for side in aligned(music, heard)]
    decibels = 20 * np.log10(spectra[0] / spectra[1])
    return float(np.mean(np.sqrt(np.mean(decibels[:, :300] ** 2, axis=1))))


def main() -> None:
    """Prints the figures."""
    command = ["ffmpeg", "-v", "error", "-i", str(MUSIC), "-f", "f32le", "-ac", "2", "-ar", "48000", "-"]
    samples = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, np.float32)
    music = samples.reshape(-1, 2)[: SECONDS * 48_000 // FRAME * FRAME]
    music = music[: len(music) // FRAME * FRAME]
    print("encoded once more: bitrate, complexity, ms a second, signal to noise, distance")
    everything = np.zeros(len(music) // FRAME, np.bool_)
    for bitrate, complexity in ((256_000, 10), (256_000, 0), (320_000, 0)):
        packets, cost = encode(music, bitrate, complexity)
        heard = decode(packets, everything, mends=False)
        print(bitrate, complexity, f"{cost:.1f} {signal_to_noise(music, heard):.1f} {distance(music, heard):.2f}")
    print("loss: bitrate, share lost, distance when told of none, of 8 %, of all (with forward error correction)")
    for bitrate in (64_000, 128_000):
        for share in (0.03, 0.1, 0.2, 0.3):
            lost = np.random.default_rng(5).random(len(music) // FRAME) < share
            row = []
            for told, mends in ((0, False), (8, False), (round(100 * share), True)):
                packets, _ = encode(music, bitrate, loss=told)
                row.append(f"{distance(music, decode(packets, lost, mends=mends)):.2f}")
            print(bitrate, share, *row)


if __name__ == "__main__":
    main()
