"""The allowlist, command registration, and the guard against private addresses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from DiscordSimulator.media import Ladder, MediaFault
from DiscordSimulator.rest import Interaction

from .conftest import StageMaker
from .stage import Room, Stage

SONG = Ladder(base=500, step=50, seconds=4)
COMMANDS = {
    "play", "skip", "pause", "resume", "stop", "queue", "nowplaying", "join", "leave", "clear", "ping", "help",
}  # fmt: skip


async def plays(room: Room) -> Interaction:
    """Asks until /play is served. An answer may be remembered for 3 s, whoever changed it (`AllowlistTests`)."""
    # Ten refusals in an hour are answered; after that a server hears no reasons any more.
    for _ in range(8):
        answer = await room.play(SONG)
        if not answer.ephemeral:
            return answer
        await asyncio.sleep(1)
    raise AssertionError(f"still answered with {answer.text!r}")


async def test_only_approved_servers_are_served(make_stage: StageMaker) -> None:
    async with make_stage(TIMMYBOT_ALLOWLIST="on") as stage:
        room, other = stage.room("Alpha"), stage.room("Beta")
        assert "Pong" in (await room.run("ping")).text
        refused = await room.play(SONG)
        assert refused.ephemeral and "not on my list" in refused.text
        status, output = await stage.bot.run("servers", "approve", str(room.guild.id))
        assert status == 0, output
        await plays(room)
        await room.hears(1)
        assert "not on my list" in (await other.play(SONG)).text
        status, output = await stage.bot.run("servers", "revoke", str(room.guild.id))
        assert status == 0, output
        # A server that lost its access is left, playing or not.
        await room.falls_quiet()
        await stage.discord.signal.wait_for(
            lambda: room.guild.id not in stage.discord.world.guilds, 15, "the bot leaving the server"
        )
        status, output = await stage.bot.run("servers", "list")
        assert status == 0 and str(room.guild.id) in output
        assert other.heard.seconds == 0
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
async def trap() -> AsyncIterator[asyncio.Server]:
    """A server on another loopback address, which the bot is not allowed to reach."""
    hits: list[str] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hits.append(repr(writer.get_extra_info("peername")))
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.2", 0)
    server.hits = hits  # type: ignore[attr-defined]
    yield server
    server.close()


FORMS = ["http://127.0.0.2:{port}/a.opus", "http://0x7f000002:{port}/a.opus", "redirect"]


async def ask_for(stage: Stage, trap: asyncio.Server, form: str) -> str:
    """Asks for something on the trap's address, in one of the forms; the answer."""
    port = trap.sockets[0].getsockname()[1]
    url = form.format(port=port)
    if form == "redirect":
        url = stage.publish(SONG, fault=MediaFault(redirect=f"http://127.0.0.2:{port}/a.opus"))
    return (await stage.room().run("play", query=url)).text


@pytest.mark.parametrize("form", FORMS)
async def test_private_addresses_are_not_fetched(stage: Stage, trap: asyncio.Server, form: str) -> None:
    """R34 over the whole way of a /play; the guard's own table is among the unit tests."""
    assert "private network" in await ask_for(stage, trap, form)
    assert trap.hits == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", FORMS)
async def test_the_trap_would_have_been_reached(make_stage: StageMaker, trap: asyncio.Server, form: str) -> None:
    """The same without the guard: it is the guard that keeps the test above from being reached."""
    async with make_stage(TIMMYBOT_MEDIA_ALLOW="127.0.0.0/8") as stage:
        await ask_for(stage, trap, form)
        assert trap.hits  # type: ignore[attr-defined]
