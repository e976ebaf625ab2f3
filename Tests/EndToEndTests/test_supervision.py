"""`timmybot up` and its two parts: signals, and the end of the parent."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from .stage import Stage


async def test_a_hangup_ends_nothing(stage: Stage) -> None:
    room = stage.room()
    assert stage.bot.process is not None
    parts = {role: stage.bot.child(role) for role in ("interactions", "voice-node")}
    assert all(parts.values())
    for pid in (stage.bot.process.pid, *parts.values()):
        os.kill(pid or 0, signal.SIGHUP)
    for _ in range(3):
        await room.run("ping")
    assert {role: stage.bot.child(role) for role in parts} == parts


async def test_the_parts_end_with_their_parent_even_when_it_is_killed(stage: Stage) -> None:
    assert stage.bot.process is not None
    parts = [stage.bot.child(role) for role in ("interactions", "voice-node")]
    stage.bot.process.kill()
    async with asyncio.timeout(20):
        while any(pid and Path(f"/proc/{pid}").exists() for pid in parts):
            await asyncio.sleep(0.05)
    # Nothing of the old ones is in the way of new ones.
    await stage.bot.start()
    await stage.bot.at_gateway()


async def test_a_refused_token_ends_the_bot_with_one_line_that_says_so(stage: Stage) -> None:
    bot = stage.bot
    assert bot.process is not None
    bot.process.terminate()
    await asyncio.wait_for(bot.process.wait(), 30)
    token = bot.environment["DISCORD_TOKEN"]
    bot.environment["DISCORD_TOKEN"] = token + "x"
    await bot.start()
    # 78: neither systemd nor the bot itself starts it again; each login would count against Discord's limits.
    assert await asyncio.wait_for(bot.process.wait(), 30) == 78
    assert bot.log.read_text().count("timmybot: Discord refuses the bot's token") == 1
    bot.environment["DISCORD_TOKEN"] = token
    await bot.start()
    await bot.at_gateway()
