"""The allowlist, command registration, and the guard against private addresses."""

from __future__ import annotations

import asyncio

import pytest

from DiscordSimulator.media import Ladder, MediaFault

from .conftest import StageMaker
from .stage import Stage

SONG = Ladder(base=500, step=50, seconds=4)
COMMANDS = {
    "play", "skip", "pause", "resume", "stop", "queue", "nowplaying", "join", "leave", "clear", "ping", "help",
}  # fmt: skip


async def test_only_approved_servers_are_served(make_stage: StageMaker) -> None:
    async with make_stage(TIMMYBOT_ALLOWLIST="on") as stage:
        room = stage.room()
        await room.run("ping")
        refused = await room.play(SONG)
        assert refused.ephemeral and room.heard.seconds == 0
        status, output = await stage.bot.run("servers", "approve", str(room.guild.id))
        assert status == 0, output
        await room.play(SONG)
        await room.hears(1)
        status, output = await stage.bot.run("servers", "revoke", str(room.guild.id))
        assert status == 0, output
        assert (await room.play(SONG)).ephemeral
        stage.assert_clean()


async def test_commands_are_registered(stage: Stage) -> None:
    status, output = await stage.bot.run("commands", "sync")
    assert status == 0, output
    assert {command["name"] for command in stage.discord.rest.commands.list(None)} >= COMMANDS
    room = stage.room()
    status, output = await stage.bot.run("commands", "sync", "--guild", str(room.guild.id))
    assert status == 0, output
    assert {command["name"] for command in stage.discord.rest.commands.list(room.guild.id)} >= COMMANDS


@pytest.fixture
async def trap() -> asyncio.Server:
    """A server on another loopback address, which the bot is not allowed to reach."""
    hits: list[str] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hits.append(repr(writer.get_extra_info("peername")))
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.2", 0)
    server.hits = hits  # type: ignore[attr-defined]
    yield server
    server.close()


@pytest.mark.parametrize("form", ["http://127.0.0.2:{port}/a.opus", "http://0x7f000002:{port}/a.opus", "redirect"])
async def test_private_addresses_are_not_fetched(stage: Stage, trap: asyncio.Server, form: str) -> None:
    """R34 over the whole way of a /play; the guard's own table is among the unit tests."""
    room = stage.room()
    port = trap.sockets[0].getsockname()[1]
    url = form.format(port=port)
    if form == "redirect":
        url = stage.publish(SONG, fault=MediaFault(redirect=f"http://127.0.0.2:{port}/a.opus"))
    assert (await room.run("play", query=url)).text
    await room.run("nowplaying")
    assert trap.hits == []  # type: ignore[attr-defined]
    assert room.heard.seconds == 0
