"""Ogg files: reading their packets, the reference for byte-exact comparison, and writing odd ones."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

_SERIAL = 0x51


def ogg_packets(data: bytes) -> list[bytes]:
    """All packets of a single-stream Ogg file; `ValueError` for something else."""
    packets: list[bytes] = []
    partial = b""
    position = 0
    while position < len(data):
        if data[position : position + 4] != b"OggS":
            raise ValueError(f"no Ogg page at {position}")
        count = data[position + 26]
        lacing = data[position + 27 : position + 27 + count]
        position += 27 + count
        for size in lacing:
            partial += data[position : position + size]
            position += size
            if size < 255:
                packets.append(partial)
                partial = b""
    return packets


def opus_packets(path: Path) -> list[bytes]:
    """The audio packets of an Ogg/Opus file, without OpusHead and OpusTags."""
    packets = ogg_packets(path.read_bytes())
    if len(packets) < 2 or not packets[0].startswith(b"OpusHead") or not packets[1].startswith(b"OpusTags"):
        raise ValueError(f"{path} is no Ogg/Opus file")
    return packets[2:]


def ogg_file(packets: list[bytes]) -> bytes:
    """An Ogg/Opus file of these packets: the two headers, then audio packets of 20 ms."""
    pages = bytearray()
    sequence = 0
    for number, packet in enumerate(packets):
        granule = max(0, number - 1) * 960
        lacing = [255] * (len(packet) // 255) + [len(packet) % 255]
        for start in range(0, len(lacing), 255):
            part = lacing[start : start + 255]
            is_end = start + 255 >= len(lacing)
            flags = (start > 0) | (number == 0) << 1 | (is_end and number == len(packets) - 1) << 2
            body = packet[start * 255 : start * 255 + sum(part)]
            place = granule if is_end else 0xFFFF_FFFF_FFFF_FFFF
            header = struct.pack("<4sBBQIII", b"OggS", 0, flags, place, _SERIAL, sequence, 0)
            page = header + bytes([len(part), *part]) + body
            pages += page[:22] + struct.pack("<I", _checksum(page)) + page[26:]
            sequence += 1
    return bytes(pages)


_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _checksum(page: bytes) -> int:
    """CRC-32 of an Ogg page (RFC 3533 section 6): zlib's with every bit order reversed, from 0 and not inverted."""
    reflected = zlib.crc32(page.translate(_REVERSED), 0xFFFF_FFFF) ^ 0xFFFF_FFFF
    return int(f"{reflected:032b}"[::-1], 2)
