"""What a client did against the documented protocol: collected, so that a test can assert that there was nothing."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Violation:
    """One broken rule: where, which rule, and the figures that show it."""

    area: str
    rule: str
    detail: str = ""
    at: float = field(default_factory=time.time)

    def __str__(self) -> str:
        return f"{self.area}: {self.rule}" + (f" ({self.detail})" if self.detail else "")


class Violations:
    """Thread-safe, bounded list of violations; repeats of a rule beyond the bound are only counted."""

    LIMIT_PER_RULE = 20

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._items: list[Violation] = []
        self.counts: dict[tuple[str, str], int] = {}

    def add(self, area: str, rule: str, detail: str = "") -> None:
        """Records one violation; called from any thread."""
        with self._lock:
            count = self.counts.get((area, rule), 0) + 1
            self.counts[(area, rule)] = count
            if count <= self.LIMIT_PER_RULE:
                violation = Violation(area, rule, detail)
                self._items.append(violation)
                log.warning("violation: %s", violation)

    def all(self, *, but: tuple[str, ...] = ()) -> list[Violation]:
        """Every kept violation except those whose rule contains one of the texts in `but`."""
        with self._lock:
            return [item for item in self._items if not any(text in item.rule for text in but)]

    def clear(self) -> None:
        """Forgets everything recorded so far."""
        with self._lock:
            self._items.clear()
            self.counts.clear()
