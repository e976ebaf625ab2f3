"""A radio station on loopback: endless MP3 at the speed of music, with titles between the bytes (ICY)."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

INTERVAL = 8_000
BYTES_PER_SECOND = 16_000


class Station:
    """Plays a file over and over; `title` is announced with the next block."""

    def __init__(self, file: Path, title: str) -> None:
        self.title = title
        self.url = ""
        self.asked_for_titles = False
        self._sound = file.read_bytes()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Station:
        self._server = await asyncio.start_server(self._play, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/live"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    async def _play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.asked_for_titles = b"icy-metadata: 1" in head.lower()
            fields = f"Content-Type: audio/mpeg\r\nicy-name: Radio Ladder\r\nicy-metaint: {INTERVAL}"
            writer.write(f"HTTP/1.1 200 OK\r\n{fields}\r\nConnection: close\r\n\r\n".encode())
            position = 0
            # Stations send a few seconds at once, then keep pace.
            ahead = asyncio.get_running_loop().time() - 4
            sent = 0
            while not writer.is_closing():
                block = bytes(self._sound[(position + i) % len(self._sound)] for i in range(INTERVAL))
                position = (position + INTERVAL) % len(self._sound)
                text = f"StreamTitle='{self.title}';".encode()
                text += b"\0" * (-len(text) % 16)
                writer.write(block + bytes([len(text) // 16]) + text)
                await writer.drain()
                sent += INTERVAL
                await asyncio.sleep(max(0.0, ahead + sent / BYTES_PER_SECOND - asyncio.get_running_loop().time()))
        writer.close()
