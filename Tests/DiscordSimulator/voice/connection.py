"""One websocket of a voice client: an ordered sender and the heartbeat clock."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from .session import VoiceSession


class VoiceConnection:
    """Messages leave in order through a queue; `cut` breaks the TCP connection without a close frame."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.session: VoiceSession | None = None
        self.version = int(request.query.get("v", "0") or 0)
        self.last_heartbeat = time.monotonic()
        self.heartbeats = 0
        self.closed_by_server = False
        self._socket = socket
        self._request = request
        self._queue: asyncio.Queue[str | bytes | tuple[int, str]] = asyncio.Queue()

    def send(self, message: str | bytes) -> None:
        """Queues one text (str) or binary (bytes) message."""
        self._queue.put_nowait(message)

    def close(self, code: int, reason: str = "") -> None:
        """Queues the close handshake behind what is still to be sent."""
        self.closed_by_server = True
        self._queue.put_nowait((code, reason))

    def cut(self) -> None:
        """Breaks the connection without a close frame: the client sees 1006."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def write(self) -> None:
        """Sends the queue until cancelled or closed."""
        while not self._socket.closed:
            item = await self._queue.get()
            try:
                if isinstance(item, tuple):
                    await self._socket.close(code=item[0], message=item[1].encode())
                    return
                if isinstance(item, str):
                    await self._socket.send_str(item)
                else:
                    await self._socket.send_bytes(item)
            except (ConnectionError, RuntimeError):
                return
