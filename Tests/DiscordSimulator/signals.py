"""Waiting for facts instead of sleeping: coroutines re-check a predicate whenever something may have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Fact = TypeVar("Fact")


class Signal:
    """Announces "something changed" to waiting coroutines. `notify` may be called from any thread."""

    def __init__(self) -> None:
        self._waiters: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def notify(self) -> None:
        """Makes every waiter look again; cheap when nobody waits."""
        for loop, event in tuple(self._waiters):
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def wait_for(self, predicate: Callable[[], Fact], timeout: float, what: str = "the expected state") -> Fact:
        """Returns the predicate's first true value; raises `TimeoutError` naming `what` after `timeout` seconds."""
        loop = asyncio.get_running_loop()
        event = asyncio.Event()
        waiter = (loop, event)
        self._waiters.add(waiter)
        deadline = loop.time() + timeout
        try:
            while True:
                event.clear()
                if value := predicate():
                    return value
                remaining = deadline - loop.time()
                if remaining <= 0:
                    raise TimeoutError(f"{what} did not come about within {timeout:g} s")
                try:
                    # The cap covers predicates that depend on the passing of time as well.
                    await asyncio.wait_for(event.wait(), min(remaining, 0.5))
                except TimeoutError:
                    continue
        finally:
            self._waiters.discard(waiter)
