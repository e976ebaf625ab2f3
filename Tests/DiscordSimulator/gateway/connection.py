"""One websocket of a gateway client: framing, compression, heartbeats and the send limit."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections import deque
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from .knobs import GatewayKnobs
    from .session import GatewaySession

SEND_WINDOW = 60.0


class GatewayConnection:
    """Sends in order through a queue; counts what the client sends."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, knobs: GatewayKnobs) -> None:
        self.session: GatewaySession | None = None
        self.heartbeats = 0
        self.closed_by_server = False
        self.last_heartbeat = time.monotonic()
        self.connected_at = time.monotonic()
        self._socket = socket
        self._request = request
        self._knobs = knobs
        self._received: deque[float] = deque()
        self._queue: asyncio.Queue[str | tuple[int, str]] = asyncio.Queue()
        compressed = request.query.get("compress") == "zlib-stream"
        self._deflate = zlib.compressobj() if compressed else None

    def send(self, op: int, data: Any = None) -> None:
        """Queues a message that is no event."""
        self.send_text(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def send_text(self, text: str) -> None:
        """Queues one JSON text."""
        self._queue.put_nowait(text)

    def close(self, code: int, reason: str = "") -> None:
        """Queues the close handshake behind what is still to be sent."""
        self.closed_by_server = True
        self._queue.put_nowait((code, reason))

    def cut(self) -> None:
        """Breaks the TCP connection without a close frame."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def over_send_limit(self) -> bool:
        """Counts one received message against the limit per minute."""
        now = time.monotonic()
        self._received.append(now)
        while self._received and self._received[0] < now - SEND_WINDOW:
            self._received.popleft()
        return len(self._received) > self._knobs.send_limit

    async def write(self) -> None:
        """Sends the queue until cancelled or closed."""
        while not self._socket.closed:
            item = await self._queue.get()
            try:
                if isinstance(item, tuple):
                    await self._socket.close(code=item[0], message=item[1].encode())
                    return
                await self._send_now(item)
            except (ConnectionError, RuntimeError):
                return

    async def _send_now(self, text: str) -> None:
        if self._deflate is None:
            await self._socket.send_str(text)
            return
        data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        if self._knobs.split_compressed_frames and len(data) > 8:
            half = len(data) // 2
            await self._socket.send_bytes(data[:half])
            data = data[half:]
        await self._socket.send_bytes(data)
