"""A gateway session: outlives its connections and remembers what it sent, for replay on resume."""

from __future__ import annotations

import json
import secrets
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .connection import GatewayConnection

INTENT_OF_EVENT = {
    "GUILD_CREATE": 1 << 0,
    "GUILD_UPDATE": 1 << 0,
    "GUILD_DELETE": 1 << 0,
    "GUILD_ROLE_CREATE": 1 << 0,
    "GUILD_ROLE_UPDATE": 1 << 0,
    "CHANNEL_CREATE": 1 << 0,
    "CHANNEL_UPDATE": 1 << 0,
    "CHANNEL_DELETE": 1 << 0,
    "VOICE_STATE_UPDATE": 1 << 7,
    "MESSAGE_CREATE": 1 << 9,
}
HISTORY = 5_000


class GatewaySession:
    """One identified session. `connection` is None while the client is away."""

    def __init__(self, shard: tuple[int, int], intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.intents = intents
        self.seq = 0
        self.connection: GatewayConnection | None = None
        self.resumable = True
        self.resumes = 0
        self._history: deque[tuple[int, str]] = deque(maxlen=HISTORY)

    def wants(self, event: str, guild_id: int | None) -> bool:
        """Whether intents and shard select this event."""
        if guild_id is not None and (guild_id >> 22) % self.shard[1] != self.shard[0]:
            return False
        needed = INTENT_OF_EVENT.get(event)
        return needed is None or bool(self.intents & needed)

    def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Numbers an event, remembers it and sends it if the client is here."""
        self.seq += 1
        text = json.dumps({"op": 0, "s": self.seq, "t": event, "d": data}, separators=(",", ":"))
        self._history.append((self.seq, text))
        if self.connection:
            self.connection.send_text(text)

    def missed_after(self, seq: int) -> list[str] | None:
        """The events after `seq`, or None when `seq` is not one that this session can resume from."""
        if seq > self.seq or (self._history and seq < self._history[0][0] - 1):
            return None
        return [text for number, text in self._history if number > seq]
