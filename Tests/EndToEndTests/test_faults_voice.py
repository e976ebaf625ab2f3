"""The voice connection fails in every known way: the position is kept, nothing is played twice."""

from __future__ import annotations

import itertools
import time

import pytest

from DiscordSimulator.media import Ladder

from .conftest import StageMaker
from .stage import Room, Stage

LONG = Ladder(base=400, step=30, seconds=60)


async def comes_back(room: Room, reached: float, within: float) -> None:
    """Music is back in time, at the place (give or take a second) where it broke off, and in order from there on."""
    broke = time.time()
    later = (await room.hears_more(2, timeout=within + 6)).since(broke)
    gaps = [length for _, length in room.heard.gaps(longer_than=0.5)]
    assert max(gaps, default=0) <= within, f"silent for {gaps} s"
    seconds = [LONG.second_of(tone) for tone in later.tone_track(0.25)]
    known = [second for second in seconds if second is not None]
    assert known and abs(known[0] - reached) <= 2, (reached, seconds)
    assert all(second <= following for second, following in itertools.pairwise(known)), seconds
    total = room.heard.tone_track(0.25)
    counts = [sum(1 for tone in total if LONG.second_of(tone) == second) for second in range(int(reached))]
    assert max(counts, default=0) <= 9, f"some second was heard twice: {counts} quarters"


@pytest.mark.parametrize("code", [4015, None, 1001])
async def test_a_broken_websocket_is_resumed_while_rtp_goes_on(stage: Stage, code: int | None) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(2)
    session = await stage.discord.wait_for_session(room.guild)
    stage.discord.voice.interrupt(room.guild, code)
    await stage.discord.signal.wait_for(lambda: session.resumes == 1, 10, "op 7")
    heard = await room.hears_more(2)
    assert heard.gaps(longer_than=0.1) == []
    assert stage.discord.voice.session(room.guild) is session
    stage.assert_clean()


@pytest.mark.parametrize(("code", "within"), [(4006, 8), (4009, 8)])
async def test_a_lost_session_is_joined_anew(stage: Stage, code: int, within: float) -> None:
    room = stage.room()
    await room.play(LONG)
    reached = (await room.hears(4)).seconds
    stage.discord.voice.end(room.guild, code)
    await comes_back(room, reached, within)
    stage.assert_clean()


async def test_a_refused_resume_is_joined_anew(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    reached = (await room.hears(4)).seconds
    stage.discord.voice.knobs.refuse_resume_code = 4006
    stage.discord.voice.interrupt(room.guild, 4015)
    await comes_back(room, reached, 8)
    stage.assert_clean()


@pytest.mark.parametrize(("gap", "close_code"), [(0.3, 4014), (3.0, 4014), (0.3, None)])
async def test_a_region_change_is_followed(stage: Stage, gap: float, close_code: int | None) -> None:
    room = stage.room()
    await room.play(LONG)
    reached = (await room.hears(4)).seconds
    first = await stage.discord.wait_for_session(room.guild)
    stage.discord.voice.change_region(room.guild, gap=gap, close_code=close_code)
    await stage.discord.signal.wait_for(
        lambda: stage.discord.voice.session(room.guild) not in (None, first), 10, "a region"
    )
    await comes_back(room, reached, 5 + gap)
    second = stage.discord.voice.session(room.guild)
    assert second is not None and second.region != first.region
    stage.assert_clean("packet of no known stream")


async def test_a_move_is_followed(stage: Stage) -> None:
    room = stage.room()
    other = stage.discord.world.add_channel(room.guild, "Other")
    await room.play(LONG)
    reached = (await room.hears(4)).seconds
    stage.discord.voice.move(room.guild, other)
    listener = stage.discord.join_voice(room.guild, room.person, other)
    listener.recordings = room.listener.recordings
    room.listener = listener
    await comes_back(room, reached, 5)
    stage.assert_clean()


async def test_a_kick_is_respected_and_the_next_play_works(stage: Stage) -> None:
    room = stage.room()
    bot = stage.discord.world.application.bot
    await room.play(LONG)
    await room.hears(2)
    stage.discord.voice.kick(room.guild)
    heard = await room.falls_quiet(2.5)
    assert heard.seconds < 6 and bot.id not in room.guild.voice_states
    await room.play(LONG)
    await room.hears_more(1)
    stage.assert_clean()


async def test_lost_discoveries_are_asked_again(make_stage: StageMaker) -> None:
    async with make_stage(lambda discord: setattr(discord.voice.knobs, "drop_discovery", 2)) as stage:
        room = stage.room()
        await room.play(LONG)
        await room.hears(1)
        stage.assert_clean()


async def test_packet_loss_changes_nothing_for_the_sender(make_stage: StageMaker) -> None:
    async with make_stage(lambda discord: setattr(discord.voice.knobs, "udp_loss", 0.05)) as stage:
        room = stage.room()
        await room.play(LONG)
        heard = await room.hears(4)
        assert [LONG.second_of(tone) for tone in heard.tones()][:3] == [0, 1, 2]
        stream = stage.discord.voice.streams[room.guild.id][-1]
        assert stream.lost == 0
        stage.assert_clean()


async def test_a_seq_that_wraps_is_acknowledged_rightly(make_stage: StageMaker) -> None:
    def prepare(discord: object) -> None:
        discord.voice.knobs.first_seq = 65_530  # type: ignore[attr-defined]
        discord.voice.knobs.heartbeat_interval_ms = 1_000.5  # type: ignore[attr-defined]

    async with make_stage(prepare) as stage:
        room = stage.room()
        await room.play(LONG)
        await room.hears(1)
        for number in range(6):
            stage.discord.join_voice(room.guild, stage.discord.add_person(room.guild, f"guest-{number}"))
        await room.hears_more(3)
        stage.discord.voice.interrupt(room.guild, 4015)
        session = await stage.discord.wait_for_session(room.guild)
        await stage.discord.signal.wait_for(lambda: session.resumes == 1, 10, "op 7")
        assert session.seq < 100
        await room.hears_more(1)
        stage.assert_clean()


async def test_a_deleted_channel_ends_the_music_cleanly(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(1)
    stage.discord.world.delete_channel(next(c for c in room.guild.channels.values() if c.is_voice))
    await room.falls_quiet(1.5)
    assert (await room.run("nowplaying")).text
    stage.assert_clean()


async def test_the_bot_leaves_when_it_is_alone(make_stage: StageMaker) -> None:
    async with make_stage(TIMMYBOT_ALONE_TIMEOUT="2") as stage:
        room = stage.room()
        await room.play(LONG)
        await room.hears(1)
        stage.discord.leave_voice(room.guild, room.person)
        bot = stage.discord.world.application.bot
        await stage.discord.signal.wait_for(lambda: bot.id not in room.guild.voice_states, 10, "the bot gone")
        stage.assert_clean()
