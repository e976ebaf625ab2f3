"""libopus by ctypes: a decoder for what is heard and an encoder for what other members say."""

from __future__ import annotations

import ctypes
import ctypes.util
import functools

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
CHANNELS = 2
FRAME = 960
LONGEST_FRAME = 5_760

PCM = NDArray[np.int16]


class OpusError(Exception):
    """libopus refused a packet or could not be set up."""


@functools.cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(ctypes.util.find_library("opus") or "libopus.so.0")
    library.opus_strerror.restype = ctypes.c_char_p
    for create in (library.opus_decoder_create, library.opus_encoder_create):
        create.restype = ctypes.c_void_p
    library.opus_decoder_destroy.argtypes = [ctypes.c_void_p]
    library.opus_encoder_destroy.argtypes = [ctypes.c_void_p]
    library.opus_decode.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_int32,
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_int,
    ]
    library.opus_encode.argtypes = [
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_int32,
    ]
    return library


def _check(result: int) -> int:
    if result < 0:
        raise OpusError(_library().opus_strerror(result).decode())
    return result


class OpusDecoder:
    """Decodes 48 kHz stereo packets, keeping libopus's state from packet to packet."""

    def __init__(self) -> None:
        error = ctypes.c_int()
        self._state = _library().opus_decoder_create(RATE, CHANNELS, ctypes.byref(error))
        _check(error.value)
        self._buffer = np.empty((LONGEST_FRAME, CHANNELS), np.int16)

    def __del__(self) -> None:
        if state := getattr(self, "_state", None):
            _library().opus_decoder_destroy(state)

    def decode(self, packet: bytes | None) -> PCM:
        """One packet's samples, shape (n, 2); None conceals one lost frame of 20 ms."""
        room = LONGEST_FRAME if packet is not None else FRAME
        size = len(packet) if packet is not None else 0
        count = _check(_library().opus_decode(self._state, packet, size, self._buffer.ctypes.data, room, 0))
        return self._buffer[:count].copy()


class OpusEncoder:
    """Encodes 20 ms of 48 kHz stereo at a time, at libopus's default bitrate."""

    AUDIO = 2049

    def __init__(self) -> None:
        error = ctypes.c_int()
        self._state = _library().opus_encoder_create(RATE, CHANNELS, self.AUDIO, ctypes.byref(error))
        _check(error.value)
        self._buffer = ctypes.create_string_buffer(4_000)

    def __del__(self) -> None:
        if state := getattr(self, "_state", None):
            _library().opus_encoder_destroy(state)

    def encode(self, pcm: PCM) -> bytes:
        """One packet from exactly 960 stereo samples."""
        if pcm.shape != (FRAME, CHANNELS):
            raise ValueError(f"expected {FRAME} stereo samples, got {pcm.shape}")
        data = np.ascontiguousarray(pcm, np.int16)
        size = _check(_library().opus_encode(self._state, data.ctypes.data, FRAME, self._buffer, len(self._buffer)))
        return self._buffer.raw[:size]
