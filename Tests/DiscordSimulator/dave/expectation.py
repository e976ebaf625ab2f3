"""Whether frames must, may or must not be encrypted at this moment."""

from __future__ import annotations

import time

from .frames import looks_encrypted

SILENCE = b"\xf8\xff\xfe"
CLEAR, EITHER, ENCRYPTED = "clear", "either", "encrypted"


class Expectation:
    """Set on the loop, asked on the UDP thread for every frame."""

    def __init__(self) -> None:
        self._state = CLEAR
        self._next: tuple[float, str] | None = None

    @property
    def state(self) -> str:
        """The expectation in force now."""
        if self._next and time.monotonic() >= self._next[0]:
            self._state, self._next = self._next[1], None
        return self._state

    def settle(self, version: int, *, after: float = 0.0) -> None:
        """From now (or `after` seconds, for what is on its way) frames must fit the version."""
        state = ENCRYPTED if version else CLEAR
        if after and self.state != state:
            self._next = (time.monotonic() + after, state)
        else:
            self._state, self._next = state, None

    def loosen(self) -> None:
        """Both kinds are right while the version changes."""
        self._state, self._next = EITHER, None

    def problem(self, payload: bytes) -> str | None:
        """The rule that a frame breaks, or None."""
        state = self.state
        if state == EITHER:
            return None
        encrypted = looks_encrypted(payload)
        if state == ENCRYPTED and not encrypted:
            return "clear silence frame while encrypted" if payload == SILENCE else "clear frame while encrypted"
        if state == CLEAR and encrypted:
            return "encrypted frame while in clear"
        return None
