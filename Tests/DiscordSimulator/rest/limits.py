"""Rate limits: a bucket per route and top-level id, with Discord's headers."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass


@dataclass
class Bucket:
    """A window of `period` seconds in which `limit` requests are allowed."""

    id: str
    limit: int
    period: float
    used: int = 0
    ends: float = 0.0

    def take(self) -> float | None:
        """Counts one request; the seconds to wait if it is one too many."""
        now = time.time()
        if now >= self.ends:
            self.used, self.ends = 0, now + self.period
        if self.used >= self.limit:
            return self.ends - now
        self.used += 1
        return None

    def headers(self) -> dict[str, str]:
        """The X-RateLimit headers of a response."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "X-RateLimit-Reset": f"{self.ends:.3f}",
            "X-RateLimit-Reset-After": f"{max(0.0, self.ends - time.time()):.3f}",
            "X-RateLimit-Bucket": self.id,
        }


class Limits:
    """Finds the bucket of a request."""

    WEBHOOK = (5, 2.0)
    CHANNEL_MESSAGES = (5, 5.0)
    COMMANDS = (5, 20.0)
    OTHER = (50, 1.0)

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}
        self.requests = 0
        self.refused = 0

    def bucket(self, method: str, route: str, path: str) -> Bucket:
        """The bucket for a request: the route decides the limit, the top-level id separates the windows."""
        parts = path.split("/")
        top = "/".join(parts[3:6] if "webhooks" in path else parts[3:5])
        key = f"{method} {route} {top}"
        if key not in self._buckets:
            limit, period = self._rule(method, route)
            self._buckets[key] = Bucket(hashlib.sha1(key.encode()).hexdigest()[:32], limit, period)
        return self._buckets[key]

    def _rule(self, method: str, route: str) -> tuple[int, float]:
        if "/webhooks/" in route:
            return self.WEBHOOK
        if route.endswith("/messages") and method == "POST":
            return self.CHANNEL_MESSAGES
        if route.endswith("/commands") and method != "GET":
            return self.COMMANDS
        return self.OTHER
