"""Discord's side of the interactions endpoint, against a small bot that verifies signatures by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from DiscordSimulator import Simulator
from DiscordSimulator.endpoint import Attachment, BotEndpoint


class SmallBot:
    """Answers inline, or defers and edits; `last` is the newest verified payload."""

    def __init__(self, discord: Simulator) -> None:
        self.discord = discord
        self.key = VerifyKey(bytes.fromhex(discord.world.application.public_key))
        self.last: dict[str, Any] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        signed = request.headers["X-Signature-Timestamp"].encode() + body
        try:
            self.key.verify(signed, bytes.fromhex(request.headers["X-Signature-Ed25519"]))
        except BadSignatureError:
            return web.Response(status=401)
        self.last = json.loads(body)
        if self.last["type"] == 1:
            return web.json_response({"type": 1})
        match self.last["data"].get("name"):
            case "inline":
                return web.json_response({"type": 4, "data": {"content": "Here.", "flags": 64}})
            case "later":
                task = asyncio.create_task(self.edit())
                self.tasks.add(task)
                return web.json_response({"type": 5})
            case "long":
                return web.json_response({"type": 4, "data": {"content": "x" * 2001}})
            case "slow":
                await asyncio.sleep(4)
        return web.json_response({"type": 5, "data": {"flags": 4}})

    async def edit(self) -> None:
        assert self.discord.certificates is not None
        connector = aiohttp.TCPConnector(ssl=self.discord.certificates.client_context())
        agent = {"User-Agent": "DiscordBot (https://example.org, 1)"}
        async with aiohttp.ClientSession(connector=connector, headers=agent) as http:
            url = f"{self.discord.rest_url}/webhooks/{self.last['application_id']}/{self.last['token']}"
            async with http.patch(f"{url}/messages/@original", json={"content": "Edited."}) as response:
                assert response.status == 200
                assert response.headers["Content-Type"] == "application/json"
                assert float(response.headers["X-RateLimit-Reset-After"]) > 0
            async with http.post(
                url, json={"components": [{"type": 10, "content": "More."}], "flags": 32768}
            ) as response:
                assert response.status == 200


@pytest.fixture
async def bot(discord: Simulator) -> AsyncIterator[tuple[SmallBot, BotEndpoint]]:
    small = SmallBot(discord)
    app = web.Application()
    app.router.add_post("/interactions", small.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with BotEndpoint(discord, f"http://127.0.0.1:{runner.addresses[0][1]}/interactions") as endpoint:
        yield small, endpoint
    await runner.cleanup()


async def test_ping_is_answered_and_a_wrong_signature_refused(bot: tuple[SmallBot, BotEndpoint]) -> None:
    _, endpoint = bot
    assert (await endpoint.ping()).json() == {"type": 1}
    assert (await endpoint.probe()).status == 401


async def test_replies_inline_and_edited(discord: Simulator, bot: tuple[SmallBot, BotEndpoint]) -> None:
    small, endpoint = bot
    guild = discord.world.add_guild("Alpha")
    ann = discord.add_person(guild, "Ann")
    inline = await endpoint.command(guild, ann, "inline", file=Attachment("http://127.0.0.1/a.opus", "a.opus", 9))
    assert inline.text == "Here." and inline.ephemeral and not inline.deferred
    (attachment,) = small.last["data"]["resolved"]["attachments"].values()
    assert attachment["url"] == "http://127.0.0.1/a.opus" and small.last["member"]["user"]["id"] == str(ann.id)
    edited = await endpoint.command(guild, ann, "later")
    assert edited.text == "Edited." and edited.deferred
    await discord.signal.wait_for(lambda: edited.followups, 5, "the follow-up")
    assert discord.violations.all() == []


@pytest.mark.parametrize("name", ["long", "slow", "wrong-flags"])
async def test_wrong_and_late_answers_fail(discord: Simulator, bot: tuple[SmallBot, BotEndpoint], name: str) -> None:
    _, endpoint = bot
    guild = discord.world.add_guild("Alpha")
    with pytest.raises(AssertionError, match="failed"):
        await endpoint.command(guild, discord.add_person(guild, "Ann"), name)
    assert discord.violations.all() != []
