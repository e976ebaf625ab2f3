"""Half an hour with fifty guilds, random commands and faults: nothing grows, nothing leaks, nothing is lost."""

from __future__ import annotations

import asyncio
import os
import random
import time

import numpy as np
import pytest

from DiscordSimulator.media import Ladder, MediaFault

from .bot import Usage
from .conftest import StageMaker
from .stage import Room, Stage

SECONDS = float(os.environ.get("TIMMYBOT_SOAK_SECONDS", "1800"))
GUILDS = int(os.environ.get("TIMMYBOT_SOAK_GUILDS", "50"))
WARM_UP = 0.25
LADDERS = [Ladder(base=300 + 100 * number, step=20, seconds=20) for number in range(5)]
KINDS = ("opus", "opus", "opus", "webm", "mp3")


async def live(room: Room, chance: random.Random, until: float) -> None:
    """One guild's random life."""
    discord = room.stage.discord
    while time.monotonic() < until:
        action = chance.random()
        if action < 0.45:
            fault = MediaFault(close_at=40_000, times=1) if chance.random() < 0.1 else None
            await room.play(chance.choice(LADDERS), chance.choice(KINDS), fault)
        elif action < 0.8:
            await room.run(chance.choice(["skip", "pause", "resume", "nowplaying", "queue", "stop", "clear"]))
        elif action < 0.9:
            discord.voice.interrupt(room.guild, chance.choice([4015, None]))
        elif action < 0.93:
            discord.voice.end(room.guild, 4006)
        elif action < 0.95:
            discord.voice.change_region(room.guild)
        elif action < 0.97:
            discord.voice.kick(room.guild)
        elif action < 0.98:
            await room.run("leave")
        room.heard.packets.clear()
        await asyncio.sleep(chance.uniform(1, 8))


async def disturb(stage: Stage, chance: random.Random, until: float) -> None:
    """Now and then the gateway or REST fails for everyone."""
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(20, 60))
        match chance.randrange(4):
            case 0:
                stage.discord.gateway.cut()
            case 1:
                stage.discord.gateway.ask_reconnect()
            case 2:
                stage.discord.rest.knobs.fail(path="/webhooks/", status=500, times=3)
            case 3:
                stage.discord.rest.knobs.fail(path="/webhooks/", scope="user", retry_after=0.3, times=3)


def slope(samples: list[Usage], figure: str) -> float:
    """The growth of a figure per hour, by least squares after the warm-up."""
    kept = samples[int(len(samples) * WARM_UP) :]
    times = np.array([sample.at for sample in kept])
    values = np.array([getattr(sample, figure) for sample in kept], float)
    return float(np.polyfit((times - times[0]) / 3_600, values, 1)[0])


@pytest.mark.soak
@pytest.mark.timeout(SECONDS + 300)
async def test_fifty_guilds_for_half_an_hour(make_stage: StageMaker) -> None:
    async with make_stage() as stage:
        rooms = [stage.room(f"Guild {number}") for number in range(GUILDS)]
        for ladder in LADDERS:
            for kind in set(KINDS):
                stage.file(ladder, kind)
        until = time.monotonic() + SECONDS
        samples: dict[str, list[Usage]] = {"voice-node": [], "interactions": []}

        async def watch() -> None:
            while time.monotonic() < until:
                for role, kept in samples.items():
                    if usage := stage.bot.usage(role):
                        kept.append(usage)
                await asyncio.sleep(min(5, SECONDS / 40))

        lives = [live(room, random.Random(number), until) for number, room in enumerate(rooms)]
        await asyncio.gather(watch(), disturb(stage, random.Random(999), until), *lives)
        for role, kept in samples.items():
            growth = {name: slope(kept, name) for name in ("rss_kib", "files", "threads", "children")}
            last = kept[-1]
            print(f"{role}: {last.rss_kib} KiB, {last.files} files, {last.threads} threads; growth an hour {growth}")
            assert growth["rss_kib"] < 0.10 * last.rss_kib, growth
        for room in rooms:
            await room.run("stop")
            await room.run("leave")
        quiet = stage.bot.usage("voice-node")
        assert quiet is not None and quiet.children == 0
        lost = sum(stream.lost for streams in stage.discord.voice.streams.values() for stream in streams)
        assert lost == 0, f"{lost} packets were lost that nobody dropped"
        stage.assert_clean()
