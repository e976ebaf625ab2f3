"""Crashes: what was playing goes on, what was asked is answered."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import re
from dataclasses import dataclass, field

import pytest

from DiscordSimulator.media import Ladder, MediaFault
from DiscordSimulator.rest import Interaction

from .stage import FRAMES_A_SECOND, SILENCE_FRAMES, Room, Stage

LONG = Ladder(base=400, step=30, seconds=60)
LONGER = Ladder(base=400, step=5, seconds=240)
NEXT = Ladder(base=3_000, step=50, seconds=5)
LOST_AT_MOST = 5 * FRAMES_A_SECOND
KILLS = 6
KILLS_A_ROUND = 8
SOAK_KILLS = int(os.environ.get("TIMMYBOT_SOAK_KILLS", "200"))


def assert_resumed(room: Room, ladder: Ladder) -> None:
    """Each time the music broke off it went on at its place: at most 5 s were heard again, at most 1 s is missing."""
    passages = room.passages(ladder)
    assert passages[0].first == 0 and len(passages) > 1, passages
    for before, after in itertools.pairwise(passages):
        moved = after.first - (before.last + 1)
        assert -LOST_AT_MOST <= moved <= FRAMES_A_SECOND, f"went on {moved} frames further: {passages}"


async def test_a_killed_node_resumes_within_five_seconds_of_its_position(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.play(NEXT)
    await room.hears(5.5)
    former = stage.bot.kill("voice-node")
    await stage.bot.restarted("voice-node", former)
    await stage.bot.at_gateway()
    await room.hears_more(2, timeout=25)
    assert_resumed(room, LONG)
    queue = await room.run("queue")
    assert queue.text.count("Ladder 3000") == 1
    await room.run("skip")
    await room.hears_now(NEXT)
    stage.assert_clean()


async def test_a_killed_endpoint_comes_back_while_the_music_plays_on(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(2)
    former = stage.bot.kill("interactions")
    await stage.bot.restarted("interactions", former)
    await stage.endpoint.wait_until_up()
    assert "Ladder 400" in (await room.run("nowplaying")).text
    await room.hears_more(1)
    room.assert_never_stopped(LONG)
    stage.assert_clean()


async def test_a_promised_answer_outlives_a_killed_endpoint(stage: Stage) -> None:
    room = stage.room()
    slow = stage.publish(LONG, fault=MediaFault(first_byte_delay=6))
    interaction = await room.run("play", wait=0, query=slow)
    assert interaction.deferred and not interaction.text
    former = stage.bot.kill("interactions")
    await stage.bot.restarted("interactions", former)
    await stage.endpoint.replied(interaction, 25)
    assert "Ladder 400" in interaction.text
    await room.hears(1)
    stage.assert_clean()


async def test_a_stopped_and_started_bot_resumes(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(4)
    assert await stage.bot.stop() == 0
    await room.falls_quiet()
    assert stage.bot_id not in room.guild.voice_states
    await stage.bot.start()
    await stage.bot.at_gateway()
    await stage.endpoint.wait_until_up()
    await room.comes_back(LONG, within=20)
    stage.assert_clean()


async def test_a_stopped_bot_drains(stage: Stage) -> None:
    """SIGTERM while requests are being answered: each is, the music ends with silence, and promised answers follow."""
    rooms = [stage.room(name) for name in ("Alpha", "Beta")]
    await asyncio.gather(*(room.play(LONG) for room in rooms))
    await asyncio.gather(*(room.hears(3) for room in rooms))
    urls = [stage.publish(NEXT, fault=MediaFault(first_byte_delay=4)) for _ in rooms]
    asked = [asyncio.create_task(room.run("play", wait=0, query=url)) for room, url in zip(rooms, urls, strict=True)]
    async with asyncio.timeout(10):
        while not all(stage.discord.media.behind(url).requests for url in urls):
            await asyncio.sleep(0.01)
    assert await stage.bot.stop(timeout=20) == 0
    interactions = [await task for task in asked]
    assert all(interaction.failed is None for interaction in interactions), "a request was cut off"
    for room in rooms:
        assert stage.bot_id not in room.guild.voice_states
        assert [packet.silent for packet in room.heard.packets[-SILENCE_FRAMES:]] == [True] * SILENCE_FRAMES
    await stage.bot.start()
    await stage.bot.at_gateway()
    await stage.endpoint.wait_until_up()
    for interaction in interactions:
        await stage.endpoint.replied(interaction, 25)
    for room, interaction in zip(rooms, interactions, strict=True):
        await room.comes_back(LONG, within=25)
        queued = (await room.run("queue")).text.count("Ladder 3000")
        assert queued == ("Added" in interaction.text), interaction.text
        assert queued or "nothing was changed" in interaction.text.lower(), interaction.text
    stage.assert_clean()


@dataclass
class Asker:
    """Keeps queueing in one room, and remembers what was said of each entry."""

    room: Room
    said: dict[str, Interaction] = field(default_factory=dict)

    async def ask(self) -> None:
        """One more entry; the answer may be that it could not be had."""
        url = self.room.stage.publish(NEXT)
        self.said[url] = interaction = await self.room.run("play", wait=0, query=url)
        if interaction.failed is None:
            await self.room.stage.endpoint.replied(interaction, 40)

    async def queued(self) -> list[str]:
        """The links on every page of the queue."""
        links: list[str] = []
        for page in itertools.count(1):
            text = (await self.room.run("queue", page=page)).text
            links += [link for link in re.findall(r"<(http[^>]+)>", text) if link in self.said]
            pages = re.search(r"Page (\d+) of (\d+)", text)
            if pages is None or pages[1] == pages[2]:
                return links
        raise AssertionError

    def promised(self) -> list[str]:
        """The entries that people were told of as added."""
        return [url for url, interaction in self.said.items() if "Added" in interaction.text]

    def denied(self) -> list[str]:
        """The entries of which people were told that they were not added."""
        return [url for url, interaction in self.said.items() if "Nothing was changed" in interaction.text]


async def kill_at_random(stage: Stage, dice: random.Random, kills: int) -> None:
    """Three rooms of their own: commands are in flight while a part dies; every promised entry is there once, and no
    denied one, and the music goes on at its place.
    """
    rooms = [stage.room(name) for name in ("Alpha", "Beta", "Gamma")]
    askers = [Asker(room) for room in rooms]
    await asyncio.gather(*(room.play(LONGER) for room in rooms))
    await asyncio.gather(*(room.hears(3) for room in rooms))
    for number in range(kills):
        role = dice.choice(["voice-node", "interactions"])
        asked = [asyncio.create_task(asker.ask()) for asker in askers for _ in range(2)]
        await asyncio.sleep(dice.uniform(0, 0.15))
        former = stage.bot.kill(role)
        await asyncio.gather(*asked)
        await stage.bot.restarted(role, former)
        await stage.bot.at_gateway()
        await stage.endpoint.wait_until_up()
        await asyncio.gather(*(room.hears_more(1, timeout=30) for room in rooms))
        for asker in askers:
            links = await asker.queued()
            context = f"kill {number} ({role}), {len(asker.said)} asked"
            assert len(links) == len(set(links)), f"an entry is doubled: {context}"
            assert set(asker.promised()) <= set(links), f"an entry is lost: {context}"
            assert not set(asker.denied()) & set(links), f"a denied entry is there: {context}"
            interactions = asker.said.values()
            # Discord itself tells people that an endpoint which does not listen did not answer.
            assert role == "interactions" or all(item.text for item in interactions if item.failed is None), context
    for room in rooms:
        if len(room.passages(LONGER)) > 1:
            assert_resumed(room, LONGER)
    for room in rooms:
        await room.run("stop")


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(KILLS, marks=pytest.mark.timeout(120 + 15 * KILLS)),
        pytest.param(SOAK_KILLS, marks=[pytest.mark.soak, pytest.mark.timeout(120 + 15 * SOAK_KILLS)]),
    ],
)
async def test_kills_at_random_moments_lose_and_double_nothing(stage: Stage, kills: int) -> None:
    seed = os.environ.get("TIMMYBOT_SEED", "4006")
    print(f"\nkills: TIMMYBOT_SEED={seed}", flush=True)
    dice = random.Random(seed)
    for first in range(0, kills, KILLS_A_ROUND):
        if first:
            # `up` waits longer before each start of a part that keeps dying; a new one begins anew. So does the song.
            assert await stage.bot.stop() == 0
            await stage.bot.start()
            await stage.bot.at_gateway()
            await stage.endpoint.wait_until_up()
        await kill_at_random(stage, dice, min(KILLS_A_ROUND, kills - first))
        print(f"{min(first + KILLS_A_ROUND, kills)} of {kills} kills", flush=True)
    stage.assert_clean("interaction failed")
