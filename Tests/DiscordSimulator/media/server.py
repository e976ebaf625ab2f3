"""A web server for media files: ranges, and each of the faults that real servers have."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import mimetypes
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from .faults import MediaFault

CHUNK = 16 << 10
TYPES = {".opus": "audio/ogg", ".ogg": "audio/ogg", ".webm": "audio/webm", ".m4a": "audio/mp4", ".flac": "audio/flac"}


@dataclass
class Published:
    """One URL: the file behind it, how it misbehaves, and what was asked of it."""

    path: Path
    fault: MediaFault
    requests: list[MediaRequest] = field(default_factory=list)


@dataclass(frozen=True)
class MediaRequest:
    """One request for a published file."""

    range: str | None
    user_agent: str
    at: float


class MediaServer:
    """Serves what was published, below /m/NUMBER/NAME. `base` is known once the simulator listens."""

    def __init__(self) -> None:
        self.base = ""
        self.published: dict[str, Published] = {}
        self._numbers = itertools.count(1)

    def publish(self, path: Path, fault: MediaFault | None = None, *, name: str | None = None) -> str:
        """A new URL for a file."""
        number = str(next(self._numbers))
        self.published[number] = Published(path, fault or MediaFault())
        return f"{self.base}/m/{number}/{name or path.name}"

    def behind(self, url: str) -> Published:
        """The entry of a published URL."""
        return self.published[url.removeprefix(self.base).split("/")[2]]

    def application(self) -> web.Application:
        """The web application."""
        app = web.Application()
        app.router.add_get("/m/{number}/{name}", self._serve)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        entry = self.published.get(request.match_info["number"])
        if entry is None:
            raise web.HTTPNotFound
        wanted = request.headers.get("Range")
        entry.requests.append(MediaRequest(wanted, request.headers.get("User-Agent", ""), time.time()))
        fault = entry.fault
        if fault.times is not None and len(entry.requests) > fault.times:
            fault = MediaFault()
        if fault.redirect:
            raise web.HTTPFound(fault.redirect)
        late = fault.fail_from_request is not None and len(entry.requests) >= fault.fail_from_request
        if late or fault.status:
            return web.Response(status=fault.status or 404)
        await asyncio.sleep(fault.first_byte_delay)
        return await self._send(request, entry.path, fault, None if fault.ignore_range else wanted)

    async def _send(
        self, request: web.Request, path: Path, fault: MediaFault, wanted: str | None
    ) -> web.StreamResponse:
        size = path.stat().st_size
        first, last = _range(wanted, size)
        if first >= size or last < first:
            return web.Response(status=416, headers={"Content-Range": f"bytes */{size}"})
        response = web.StreamResponse(status=206 if wanted else 200)
        guessed = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        response.content_type = fault.content_type or guessed
        if not fault.ignore_range and not fault.endless:
            response.headers["Accept-Ranges"] = "bytes"
            response.headers["ETag"] = f'"{size:x}-{path.stat().st_mtime_ns:x}"'
        if wanted:
            response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        if fault.endless or fault.omit_length:
            response.enable_chunked_encoding()
        else:
            response.content_length = last - first + 1 + fault.length_offset
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            await self._stream(request, response, path, first, last, fault)
        return response

    async def _stream(
        self, request: web.Request, response: web.StreamResponse, path: Path, first: int, last: int, fault: MediaFault
    ) -> None:
        began, sent = time.monotonic(), 0
        marks = sorted({mark for mark in (fault.stall_at, fault.close_at, fault.truncate_at) if mark is not None})
        with path.open("rb") as file:
            position = first
            file.seek(first)
            while True:
                if fault.stall_at is not None and position == fault.stall_at:
                    await asyncio.sleep(fault.stall_seconds)
                if position in (fault.close_at, fault.truncate_at):
                    break
                stops = [mark - position for mark in marks if mark > position]
                chunk = file.read(min([CHUNK, last + 1 - position, *stops]))
                if not chunk and fault.endless:
                    file.seek(0)
                    position = 0
                    continue
                if not chunk:
                    break
                await response.write(chunk)
                position += len(chunk)
                sent += len(chunk)
                if fault.bytes_per_second:
                    await asyncio.sleep(max(0.0, began + sent / fault.bytes_per_second - time.monotonic()))
        broken = fault.length_offset > 0 or position in (fault.close_at, fault.truncate_at)
        if broken and request.transport is not None:
            # A proper end would be an error of the server library: the promised length was not sent.
            request.transport.close()


def _range(wanted: str | None, size: int) -> tuple[int, int]:
    """The first and last byte that a Range header asks for."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", wanted or "")
    if not match or not any(match.groups()):
        return 0, size - 1
    low, high = match.groups()
    if not low:
        return max(0, size - int(high)), size - 1
    return int(low), min(int(high), size - 1) if high else size - 1
