"""What can be made to go wrong at the REST API, per route."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass
class RestFault:
    """Applies to the next `times` requests (None: all) whose method and path match.

    `scope` makes a 429 of that kind (`user`, `shared` or `global`) with a fractional `retry_after`;
    `status` answers with another error; `delay` waits first; `hang_up` closes the connection without an answer.
    """

    path: str = ".*"
    method: str = ".*"
    times: int | None = 1
    status: int | None = None
    scope: str | None = None
    retry_after: float = 0.35
    delay: float = 0.0
    hang_up: bool = False
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether this fault is to be applied to a request; counts it if so."""
        if self.times is not None and self.hits >= self.times:
            return False
        if not re.fullmatch(self.method, method) or not re.search(self.path, path):
            return False
        self.hits += 1
        return True


@dataclass
class RestKnobs:
    """Settings read at each request."""

    faults: list[RestFault] = field(default_factory=list)
    enforce_limits: bool = True
    interaction_deadline: float = 3.0
    token_lifetime: float = 900.0

    def fail(self, **how: object) -> RestFault:
        """Adds a fault and returns it, so that a test can see how often it struck."""
        fault = RestFault(**how)  # type: ignore[arg-type]
        self.faults.append(fault)
        return fault
