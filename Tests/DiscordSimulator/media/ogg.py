"""Reading the Opus packets out of an Ogg file: the reference for byte-exact comparison."""

from __future__ import annotations

from pathlib import Path


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
