"""Heartbeats that stop end a connection, at the gateway and at a voice server alike."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

from .violations import Violations


class Beating(Protocol):
    """A client's connection, as far as its heartbeats go."""

    last_heartbeat: float

    def close(self, code: int, reason: str = "") -> None:
        """Queues the close handshake."""


class HeartbeatKnobs(Protocol):
    """What may be turned while a connection lasts."""

    heartbeat_interval_ms: float


async def watch_heartbeats(connection: Beating, knobs: HeartbeatKnobs, violations: Violations, area: str) -> None:
    """Closes a connection whose heartbeats stopped (4009), as Discord does."""
    while True:
        interval = knobs.heartbeat_interval_ms / 1000
        await asyncio.sleep(interval / 4)
        if time.monotonic() - connection.last_heartbeat > interval * 1.5 + 2:
            violations.add(area, "heartbeats stopped")
            connection.close(4009, "Session timed out.")
            return
