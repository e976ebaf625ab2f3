"""The main gateway and the REST API fail while music plays: it goes on."""

from __future__ import annotations

import asyncio

import pytest

from DiscordSimulator import Simulator
from DiscordSimulator.media import Ladder, MediaFault
from DiscordSimulator.rest import RestFault

from .conftest import StageMaker
from .stage import Stage

LONG = Ladder(base=400, step=30, seconds=60)
LATE = MediaFault(first_byte_delay=4)


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
    await room.hears_more(2)
    room.assert_never_stopped(LONG)
    # Whatever happened meanwhile is known: a later command acts on the right state.
    await room.run("skip")
    await room.falls_quiet()
    stage.assert_clean()


async def test_missing_acknowledgements_are_a_zombie_and_are_left(make_stage: StageMaker) -> None:
    def hasty(discord: Simulator) -> None:
        discord.gateway.knobs.heartbeat_interval_ms = 1_500

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
        await room.hears_more(2)
        room.assert_never_stopped(LONG)
        stage.assert_clean()


async def test_an_invalid_session_is_identified_anew_and_the_music_comes_back(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(4)
    gateway = stage.discord.gateway
    gateway.invalidate(resumable=False)
    await stage.discord.signal.wait_for(lambda: gateway.identifies == 2, 20, "a new session")
    # Discord demands one to five seconds of waiting before the new login.
    await room.comes_back(LONG, within=8)
    stage.assert_clean()


async def test_a_refused_resume_is_identified_anew_and_the_music_comes_back(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(4)
    gateway = stage.discord.gateway
    gateway.knobs.refuse_resume = True
    gateway.cut()
    await stage.discord.signal.wait_for(lambda: gateway.identifies == 2, 20, "a new session")
    await room.comes_back(LONG, within=8)
    stage.assert_clean()


async def test_the_last_login_of_the_day_is_used_and_no_more(make_stage: StageMaker) -> None:
    def nearly_used_up(discord: Simulator) -> None:
        discord.gateway.knobs.session_limit_remaining = 1
        discord.gateway.knobs.session_limit_reset_after_ms = 9_000

    async with make_stage(nearly_used_up) as stage:
        room = stage.room()
        await room.play(LONG)
        await room.hears(1)
        gateway = stage.discord.gateway
        session = gateway.live_sessions()[0]
        gateway.cut()
        await stage.discord.signal.wait_for(lambda: session.resumes == 1, 10, "a resume, which is no login")
        await room.hears_more(1)
        room.assert_never_stopped(LONG)
        gateway.invalidate(resumable=False)
        await stage.discord.signal.wait_for(lambda: gateway.identifies == 2, 30, "a login after the limit's renewal")
        await room.comes_back(LONG, within=9 + 8)
        log = stage.bot.log.read_text()
        assert "Few gateway logins are left" in log and "No gateway login is left" in log
        stage.assert_clean()


async def test_a_gateway_that_stays_away_leaves_music_and_commands_alone(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(1)
    gateway = stage.discord.gateway
    session = gateway.live_sessions()[0]
    gateway.knobs.refuse_connections = True
    gateway.cut()
    await stage.discord.signal.wait_for(lambda: session.connection is None, 5, "the gateway gone")
    assert "Ladder 400" in (await room.run("nowplaying")).text
    assert "Added" in (await room.play(LONG)).text
    await room.hears_more(4)
    gateway.knobs.refuse_connections = False
    await stage.discord.signal.wait_for(lambda: session.resumes == 1, 30, "a resumed session")
    await room.hears_more(1)
    room.assert_never_stopped(LONG)
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
    await room.falls_quiet(2)
    assert stage.bot_id not in room.guild.voice_states
    await room.run("join")
    await room.comes_back(LONG, within=40)
    stage.assert_clean()


async def answered_in_spite_of(stage: Stage, fault: RestFault) -> None:
    """Three replies that were put off meet the fault: each comes in the end, and the music knows nothing of it."""
    room = stage.room()
    await room.play(LONG)
    await room.hears(1)
    # Slow media put the answers off, so that they go by way of REST and meet the fault.
    slow = [
        room.run("play", wait=25, query=stage.publish(Ladder(base=400 + 200 * n, seconds=3), fault=LATE))
        for n in range(3)
    ]
    answers = await asyncio.gather(*slow)
    assert all(answer.deferred and "Added" in answer.text for answer in answers)
    assert fault.hits == fault.times
    await room.hears_more(1)
    room.assert_never_stopped(LONG)
    stage.assert_clean()


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_rate_limits_on_replies_are_waited_out(stage: Stage, scope: str) -> None:
    replies = "/webhooks/|/interactions/"
    await answered_in_spite_of(
        stage, stage.discord.rest.knobs.fail(path=replies, scope=scope, retry_after=0.4, times=3)
    )


@pytest.mark.parametrize("how", ["status", "hang_up"])
async def test_a_storm_of_failures_does_not_stop_the_answers(stage: Stage, how: str) -> None:
    kind = {"status": 500} if how == "status" else {"hang_up": True}
    await answered_in_spite_of(stage, stage.discord.rest.knobs.fail(path="/webhooks/", times=4, **kind))


async def test_notices_outlive_a_storm(stage: Stage) -> None:
    """What people are told unasked meets 429 and 500 on its way."""
    room = stage.room()
    limit = stage.discord.rest.knobs.fail(path="/channels/", scope="user", retry_after=0.4, times=1)
    failure = stage.discord.rest.knobs.fail(path="/channels/", status=500, times=2)
    broken = MediaFault(close_at=60_000, fail_from_request=2)
    await room.play(LONG, "opus", broken)
    await room.play(Ladder(base=2_000, step=50, seconds=5))
    await room.is_told("skipped", timeout=40)
    assert (limit.hits, failure.hits) == (1, 2)
    await room.hears_now(Ladder(base=2_000, step=50, seconds=5))
    stage.assert_clean()
