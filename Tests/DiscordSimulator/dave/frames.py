"""The outer shape of an encrypted DAVE frame: enough to tell it from a clear Opus frame, without any key."""

from __future__ import annotations

MAGIC = b"\xfa\xfa"
TAG_SIZE = 8
MINIMUM_SUPPLEMENT = TAG_SIZE + 1 + 1 + 2
MINIMUM_FRAME = 11


def looks_encrypted(frame: bytes) -> bool:
    """Whether a frame ends in valid supplemental data, so that a DAVE receiver would try to decrypt it."""
    if len(frame) < MINIMUM_FRAME or frame[-2:] != MAGIC:
        return False
    size = frame[-3]
    if not MINIMUM_SUPPLEMENT - 1 <= size <= len(frame):
        return False
    fields = frame[len(frame) - size + TAG_SIZE : -3]
    numbers = _leb128s(fields)
    if not numbers or (len(numbers) - 1) % 2:
        return False
    end = 0
    for offset, length in zip(numbers[1::2], numbers[2::2], strict=True):
        if offset < end:
            return False
        end = offset + length
    return end <= len(frame) - size


def _leb128s(data: bytes) -> list[int]:
    """The unsigned LEB128 numbers that fill `data` exactly; empty when they do not."""
    numbers: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            numbers.append(value)
            value = shift = 0
        elif shift > 63:
            return []
    return numbers if shift == 0 else []
