"""Random joins and leaves in an encrypted call, with commits on both sides: nobody ever loses the music."""

from __future__ import annotations

import asyncio
import random

import pytest

from DiscordSimulator import Simulator
from DiscordSimulator.listening import Listener
from DiscordSimulator.media import Ladder

from .conftest import StageMaker
from .stage import Room
from .test_encryption import add, encrypted, settled

LONG = Ladder(base=400, step=1, seconds=900)
MOST_MEMBERS = 15
DELAYS = (None, 0.0, 0.02, 0.2)


async def churn(room: Room, seed: int, epochs: int) -> tuple[int, int]:
    """Makes random changes until so many epochs have passed; returns how many commits the bot and the others won."""
    chance = random.Random(seed)
    discord = room.stage.discord
    delivery = discord.delivery(room.guild)
    bot = discord.world.application.bot.id
    people: list[Listener] = [room.listener]
    while len(delivery.commits_accepted) < epochs:
        for listener in people:
            if listener.ear:
                listener.ear.commit_delay = chance.choice(DELAYS)
        if len(people) >= MOST_MEMBERS or (len(people) > 1 and chance.random() < 0.5):
            gone = people.pop(chance.randrange(1, len(people)))
            discord.leave_voice(room.guild, discord.world.users[gone.user_id])
        else:
            people.append(add(room, commit_delay=chance.choice(DELAYS)))
        if chance.random() < 0.7:
            await settled(room, *people)
    await settled(room, *people)
    before = room.heard.undecryptable
    await room.hears_more(1)
    assert before == room.heard.undecryptable == 0, f"{room.heard.undecryptable} frames could not be decrypted"
    assert delivery.invalid_reports == []
    won = delivery.commits_accepted.count(bot)
    return won, len(delivery.commits_accepted) - won


async def run_seeds(make_stage: StageMaker, seeds: range, epochs: int, together: int = 1) -> None:
    """Runs every seed in a guild of its own, so many guilds at a time."""

    def prepare(discord: Simulator) -> None:
        encrypted(discord)

    async with make_stage(prepare) as stage:
        places = asyncio.Semaphore(together)

        async def one(seed: int) -> tuple[int, int]:
            async with places:
                room = stage.room(f"Seed {seed}")
                await room.play(LONG)
                await settled(room)
                won, lost = await churn(room, seed, epochs)
                print(f"seed {seed}: {won} commits by the bot, {lost} by others", flush=True)
                await room.run("stop")
                await room.run("leave")
                return won, lost

        results = await asyncio.gather(*(one(seed) for seed in seeds))
        ours, theirs = (sum(counts) for counts in zip(*results, strict=True))
        print(f"{len(seeds)} seeds of {epochs} epochs or more: {ours} commits by the bot, {theirs} by others")
        assert ours and theirs, f"one side never committed: {ours} by the bot, {theirs} by others"
        stage.assert_clean()


@pytest.mark.timeout(400)
async def test_three_seeds_of_churn(make_stage: StageMaker) -> None:
    await run_seeds(make_stage, range(3), epochs=40)


@pytest.mark.soak
@pytest.mark.timeout(7_200)
async def test_fifty_seeds_of_churn(make_stage: StageMaker) -> None:
    await run_seeds(make_stage, range(50), epochs=100, together=2)
