"""The main gateway and the REST API fail while music plays: it goes on."""

from __future__ import annotations

import asyncio

import pytest

from DiscordSimulator.media import Ladder, MediaFault

from .conftest import StageMaker
from .stage import Room, Stage

LONG = Ladder(base=400, step=30, seconds=60)


async def still_in_order(room: Room, seconds: float = 2) -> None:
    """Music went on without a gap, and every tone is the one that its place in the song demands."""
    heard = await room.hears_more(seconds)
    assert heard.gaps(longer_than=0.1) == []
    tones = heard.tones()
    assert [LONG.second_of(tone) for tone in tones] == list(range(len(tones)))


@pytest.mark.parametrize("fault", ["cut", "close", "reconnect", "invalid-resumable"])
async def test_a_lost_gateway_is_resumed_and_the_music_never_stops(stage: Stage, fault: str) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(2)
    gateway = stage.discord.gateway
    session = gateway.live_sessions()[0]
    match fault:
        case "cut":
            gateway.cut()
        case "close":
            gateway.close(4000, "unknown error")
        case "reconnect":
            gateway.ask_reconnect()
        case "invalid-resumable":
            gateway.invalidate(resumable=True)
    await stage.discord.signal.wait_for(lambda: session.resumes >= 1, 20, "a resumed session")
    assert gateway.identifies == 1
    await still_in_order(room)
    # Whatever happened meanwhile is known: a later command acts on the right state.
    await room.run("skip")
    await room.falls_quiet()
    stage.assert_clean()


async def test_missing_acknowledgements_are_a_zombie_and_are_left(make_stage: StageMaker) -> None:
    def hasty(discord: object) -> None:
        discord.gateway.knobs.heartbeat_interval_ms = 1_500  # type: ignore[attr-defined]

    async with make_stage(hasty) as stage:
        room = stage.room()
        await room.play(LONG)
        await room.hears(1)
        gateway = stage.discord.gateway
        session = gateway.live_sessions()[0]
        gateway.knobs.withhold_acks = True
        former = session.connection
        await stage.discord.signal.wait_for(lambda: session.connection is not former, 15, "the zombie left")
        gateway.knobs.withhold_acks = False
        await stage.discord.signal.wait_for(lambda: session.resumes >= 1, 15, "a resumed session")
        await still_in_order(room)
        stage.assert_clean()


async def test_an_invalid_session_is_identified_anew_and_the_music_comes_back(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    reached = (await room.hears(4)).seconds
    gateway = stage.discord.gateway
    gateway.invalidate(resumable=False)
    await stage.discord.signal.wait_for(lambda: gateway.identifies == 2, 20, "a new session")
    later = await room.hears_more(2, timeout=20)
    second = LONG.second_of(later.last_tone())
    assert second is not None and reached - 2 <= second - 2 <= reached + 2
    stage.assert_clean()


async def test_events_missed_while_away_are_taken_from_the_replay(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(2)
    gateway = stage.discord.gateway
    session = gateway.live_sessions()[0]
    gateway.knobs.refuse_connections = True
    gateway.cut()
    await stage.discord.signal.wait_for(lambda: session.connection is None, 5, "the gateway gone")
    stage.discord.voice.kick(room.guild)
    gateway.knobs.refuse_connections = False
    await stage.discord.signal.wait_for(lambda: session.resumes >= 1, 30, "a resumed session")
    await room.falls_quiet()
    await room.play(LONG)
    await room.hears_more(1)
    stage.assert_clean()


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_rate_limits_on_replies_are_waited_out(stage: Stage, scope: str) -> None:
    room = stage.room()
    fault = stage.discord.rest.knobs.fail(path="/webhooks/|/interactions/", scope=scope, retry_after=0.4, times=3)
    # Slow media put the answers off, so that they go by way of REST and meet the limit.
    late = MediaFault(first_byte_delay=4)
    slow = [
        room.run("play", wait=25, query=stage.publish(Ladder(base=400 + 200 * n, seconds=3), fault=late))
        for n in range(3)
    ]
    answers = await asyncio.gather(*slow)
    assert all(answer.deferred and answer.text for answer in answers)
    assert fault.hits == 3
    await room.hears(1)
    stage.assert_clean()


async def test_a_storm_of_500s_does_not_stop_the_answers(stage: Stage) -> None:
    room = stage.room()
    # Fewer failures than one call tries again; slow media make the answer one that goes by way of REST.
    fault = stage.discord.rest.knobs.fail(path="/webhooks/|/channels/|/guilds/", status=500, times=3)
    answer = await room.run("play", wait=25, query=stage.publish(LONG, fault=MediaFault(first_byte_delay=4)))
    assert answer.deferred and answer.text and fault.hits == 3
    await room.hears(1)
    assert (await room.run("nowplaying")).text
    stage.assert_clean()
