"""A call: everybody who is connected to one voice channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..dave.delivery import DeliveryService
    from ..listening.listener import Listener
    from .knobs import VoiceKnobs
    from .session import VoiceSession
    from .stream import Frame, Stream


class Call:
    """Sessions are bots on real connections; listeners are people inside this process."""

    def __init__(self, guild_id: int, channel_id: int, knobs: VoiceKnobs) -> None:
        self.guild_id = guild_id
        self.channel_id = channel_id
        self.knobs = knobs
        self.sessions: dict[int, VoiceSession] = {}
        self.listeners: dict[int, Listener] = {}
        self.present: list[int] = []
        self.delivery: DeliveryService | None = None

    def others(self, user_id: int) -> list[int]:
        """Everybody in the call except one."""
        return [other for other in self.present if other != user_id]

    def arrived(self, user_id: int) -> None:
        """Announces a newcomer (op 11) to the connected sessions."""
        if user_id in self.present:
            return
        self.present.append(user_id)
        self._broadcast(11, {"user_ids": [str(user_id)]}, but=user_id)
        for op, key in ((18, "flags"), (20, "platform")):
            if self.knobs.noise:
                self._broadcast(op, {"user_id": str(user_id), key: 0}, but=user_id)

    def departed(self, user_id: int) -> None:
        """Announces that somebody left (op 13)."""
        if user_id in self.present:
            self.present.remove(user_id)
            self._broadcast(13, {"user_id": str(user_id)}, but=user_id)

    def heard(self, speaker_id: int, stream: Stream, frame: Frame) -> None:
        """Hands one frame to everyone who listens; called on the UDP thread."""
        for listener in list(self.listeners.values()):
            listener.hear(speaker_id, stream, frame)

    def _broadcast(self, op: int, data: dict[str, Any], *, but: int) -> None:
        for user_id, session in list(self.sessions.items()):
            if user_id != but and session.identified:
                session.send_json(op, data)
