"""What the delivery service needs of somebody in a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


class Participant(Protocol):
    """A connected bot, or a listener inside this process."""

    user_id: int

    @property
    def dave_version(self) -> int:
        """The highest protocol version that this participant offers."""

    def send_json(self, op: int, data: Any) -> None:
        """Sends a JSON message (ops 21, 22, 24)."""

    def send_binary(self, op: int, payload: bytes) -> None:
        """Sends a binary message (ops 25, 27, 29, 30)."""


@dataclass
class Membership:
    """A participant and where it stands."""

    participant: Participant
    key_package: bytes | None = None
    awaiting_key_package: bool = True
    invalid_reports: int = 0
