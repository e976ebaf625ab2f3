"""Jobs given straight to the voice node's internal port, signed as the endpoint signs them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import urllib.request
import uuid
from typing import Any

SECRET = "a secret between the two parts, for tests"


async def node_job(port: int, guild: int, user: int, action: dict[str, Any], secret: str = SECRET) -> dict[str, Any]:
    """Gives a guild's player a job and waits for its outcome."""
    return await asyncio.to_thread(_send, port, guild, user, action, secret)


async def set_sound(port: int, guild: int, user: int, secret: str = SECRET, **change: Any) -> dict[str, Any]:
    """Changes the sound; the settings after it."""
    outcome = await node_job(port, guild, user, {"do": "sound", "sound": change}, secret)
    assert outcome["result"] == "sound", outcome
    return outcome["sound"]


def _send(port: int, guild: int, user: int, action: dict[str, Any], secret: str) -> dict[str, Any]:
    target = f"/v1/guilds/{guild}/jobs?wait=8000"
    job = {
        "version": 1,
        "id": str(uuid.uuid4()),
        "guild": str(guild),
        "requester": {"user": str(user), "name": "test"},
        "action": action,
        "createdAt": int(time.time() * 1000),
    }
    body = json.dumps(job).encode()
    stamp = str(int(time.time()))
    text = f"{stamp}\nPOST\n{target}\n".encode() + body
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{target}",
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-Timmybot-Timestamp": stamp,
            "X-Timmybot-Signature": hmac.new(secret.encode(), text, hashlib.sha256).hexdigest(),
        },
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        status = json.load(answer)
    assert status["state"] == "done", status
    return status["outcome"]
