"""Transitions: announced, reported ready, executed when all are ready or the time is up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

MODULUS = 1 << 16


@dataclass
class Transition:
    """One transition that has been announced and not yet executed."""

    id: int
    version: int
    awaiting: set[int]
    participants: set[int]
    timer: asyncio.TimerHandle | None = None


class Transitions:
    """Numbers transitions and decides when each is executed. `execute` is called once for each."""

    def __init__(self, execute: Callable[[Transition], None], timeout: Callable[[], float]) -> None:
        self._execute = execute
        self._timeout = timeout
        self._open: dict[int, Transition] = {}
        self._last = 0
        self.executed = 0
        self.timed_out = 0

    @property
    def under_way(self) -> bool:
        """Whether some transition waits for its execution."""
        return bool(self._open)

    def announce(self, version: int, participants: set[int]) -> Transition:
        """A new transition that waits for op 23 of every participant."""
        self._last = self._last % (MODULUS - 1) + 1
        transition = Transition(self._last, version, set(participants), set(participants))
        self._open[transition.id] = transition
        loop = asyncio.get_running_loop()
        transition.timer = loop.call_later(self._timeout(), self._expire, transition)
        return transition

    def ready(self, user_id: int, transition_id: int) -> bool:
        """Takes op 23; False if that transition does not exist or does not concern the user."""
        transition = self._open.get(transition_id)
        if transition is None or user_id not in transition.participants:
            return False
        transition.awaiting.discard(user_id)
        self._finish_if_ready(transition)
        return True

    def gone(self, user_id: int) -> None:
        """Nobody waits for somebody who left."""
        for transition in list(self._open.values()):
            transition.awaiting.discard(user_id)
            transition.participants.discard(user_id)
            self._finish_if_ready(transition)

    def abandon(self) -> None:
        """Forgets every open transition."""
        for transition in self._open.values():
            if transition.timer:
                transition.timer.cancel()
        self._open.clear()

    def _expire(self, transition: Transition) -> None:
        if transition.id in self._open:
            self.timed_out += 1
            self._finish(transition)

    def _finish_if_ready(self, transition: Transition) -> None:
        if not transition.awaiting and transition.id in self._open:
            self._finish(transition)

    def _finish(self, transition: Transition) -> None:
        del self._open[transition.id]
        if transition.timer:
            transition.timer.cancel()
        self.executed += 1
        self._execute(transition)
