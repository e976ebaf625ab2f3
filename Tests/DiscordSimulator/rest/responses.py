"""JSON responses as Discord sends them."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web


def answer(body: Any, status: int = 200) -> web.Response:
    """A JSON response whose Content-Type is exactly `application/json`: the client libraries insist on that."""
    return web.Response(body=json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json"})
