"""Crashes: what was playing goes on, what was asked is answered."""

from __future__ import annotations

from DiscordSimulator.media import Ladder

from .conftest import StageMaker
from .stage import Stage

LONG = Ladder(base=400, step=30, seconds=60)
NEXT = Ladder(base=3_000, step=50, seconds=5)


async def test_a_killed_node_resumes_within_five_seconds_of_its_position(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.play(NEXT)
    before = await room.hears(8)
    former = stage.bot.kill("voice-node")
    reached = before.seconds
    await stage.bot.restarted("voice-node", former)
    await stage.bot.at_gateway()
    later = await room.hears_more(2, timeout=25)
    first_after = LONG.second_of(later.last_tone())
    assert first_after is not None, later.tones()
    resumed_at = first_after - 2
    assert reached - 6 <= resumed_at <= reached + 2, (reached, resumed_at)
    queue = await room.run("queue")
    assert queue.text
    stage.assert_clean()


async def test_a_killed_endpoint_comes_back_while_the_music_plays_on(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(2)
    former = stage.bot.kill("interactions")
    await stage.bot.restarted("interactions", former)
    await stage.endpoint.wait_until_up()
    await room.run("nowplaying")
    heard = await room.hears_more(1)
    assert heard.gaps() == []
    stage.assert_clean()


async def test_a_stopped_and_started_bot_resumes(make_stage: StageMaker) -> None:
    async with make_stage() as stage:
        room = stage.room()
        await room.play(LONG)
        reached = (await room.hears(5)).seconds
        assert await stage.bot.stop() == 0
        await room.falls_quiet()
        await stage.bot.start()
        await stage.bot.at_gateway()
        await stage.endpoint.wait_until_up()
        later = await room.hears_more(2, timeout=25)
        second = LONG.second_of(later.last_tone())
        assert second is not None and reached - 6 <= second - 2 <= reached + 2
        stage.assert_clean()
