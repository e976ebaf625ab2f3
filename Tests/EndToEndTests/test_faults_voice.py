"""The voice connection fails in every known way: the position is kept, nothing is played twice."""

from __future__ import annotations

import pytest

from DiscordSimulator import ChannelType, Simulator
from DiscordSimulator.media import Ladder, opus_packets

from .conftest import StageMaker
from .stage import Room, Stage

LONG = Ladder(base=400, step=30, seconds=60)
NEXT = Ladder(base=3_000, step=50, seconds=5)
BACK = 5.0
BACK_AFTER_4006 = 8.0


async def playing(stage: Stage, seconds: float = 3) -> Room:
    """A room in which a long song has been heard for so long."""
    room = stage.room()
    await room.play(LONG)
    await room.hears(seconds)
    return room


async def new_session(room: Room, former: object) -> None:
    """Waits until the bot has another voice session than `former`, with a key."""
    voice = room.stage.discord.voice

    def ready() -> bool:
        session = voice.session(room.guild)
        return session is not None and session is not former and session.stream is not None

    await room.stage.discord.signal.wait_for(ready, 25, "a new voice session")


@pytest.mark.parametrize("code", [4015, None, 1001])
async def test_a_broken_websocket_is_resumed_while_rtp_goes_on(stage: Stage, code: int | None) -> None:
    room = await playing(stage)
    session = await stage.discord.wait_for_session(room.guild)
    stage.discord.voice.interrupt(room.guild, code)
    await stage.discord.signal.wait_for(lambda: session.resumes == 1, 10, "op 7")
    await room.hears_more(2)
    room.assert_never_stopped(LONG)
    assert stage.discord.voice.session(room.guild) is session
    stage.assert_clean()


async def test_a_voice_zombie_is_left_and_resumed_while_rtp_goes_on(make_stage: StageMaker) -> None:
    def hasty(discord: Simulator) -> None:
        discord.voice.knobs.heartbeat_interval_ms = 1_000.5

    async with make_stage(hasty) as stage:
        room = await playing(stage, 2)
        session = await stage.discord.wait_for_session(room.guild)
        stage.discord.voice.knobs.withhold_acks = True
        former = session.connection
        await stage.discord.signal.wait_for(lambda: session.connection is not former, 10, "the zombie left")
        stage.discord.voice.knobs.withhold_acks = False
        await stage.discord.signal.wait_for(lambda: session.resumes >= 1, 10, "op 7")
        await room.hears_more(2)
        room.assert_never_stopped(LONG)
        stage.assert_clean()


@pytest.mark.parametrize(("code", "within"), [(4006, BACK_AFTER_4006), (4009, BACK), (4011, BACK)])
async def test_a_lost_session_is_joined_anew(stage: Stage, code: int, within: float) -> None:
    room = await playing(stage)
    former = stage.discord.voice.session(room.guild)
    stage.discord.voice.end(room.guild, code)
    await new_session(room, former)
    await room.comes_back(LONG, within)
    stage.assert_clean()


async def test_a_refused_resume_is_joined_anew(stage: Stage) -> None:
    room = await playing(stage)
    former = stage.discord.voice.session(room.guild)
    stage.discord.voice.knobs.refuse_resume_code = 4006
    stage.discord.voice.interrupt(room.guild, 4015)
    await new_session(room, former)
    await room.comes_back(LONG, BACK_AFTER_4006)
    stage.assert_clean()


@pytest.mark.parametrize(("gap", "close_code"), [(0.3, 4014), (3.0, 4014), (9.0, 4014), (0.3, None)])
async def test_a_region_change_is_followed(stage: Stage, gap: float, close_code: int | None) -> None:
    """The voice server becomes null, and `gap` seconds later another one is named."""
    room = await playing(stage)
    first = await stage.discord.wait_for_session(room.guild)
    stage.discord.voice.change_region(room.guild, gap=gap, close_code=close_code)
    await new_session(room, first)
    # While Discord names no server there is nowhere to send to; longer gaps than that count from the naming.
    await room.comes_back(LONG, max(BACK, gap + 2))
    second = stage.discord.voice.session(room.guild)
    assert second is not None and second.region != first.region
    stage.assert_clean("packet of no known stream")


async def test_a_move_is_followed(stage: Stage) -> None:
    room = await playing(stage)
    other = stage.discord.world.add_channel(room.guild, "Other")
    former = stage.discord.voice.session(room.guild)
    stage.discord.voice.move(room.guild, other)
    listener = stage.discord.join_voice(room.guild, room.person, other)
    listener.recordings = room.listener.recordings
    room.listener = listener
    await new_session(room, former)
    await room.comes_back(LONG, BACK)
    assert str(other.id) in (await room.run("nowplaying")).text
    stage.assert_clean()


async def test_a_kick_is_respected_and_the_next_play_works(stage: Stage) -> None:
    room = await playing(stage)
    stage.discord.voice.kick(room.guild)
    await room.falls_quiet(2.5)
    assert stage.bot_id not in room.guild.voice_states
    assert "Added" in (await room.play(NEXT)).text
    await room.comes_back(LONG, within=60)
    await room.run("skip")
    await room.hears_now(NEXT)
    stage.assert_clean()


async def test_discoveries_that_are_lost_at_the_join_are_asked_again(make_stage: StageMaker) -> None:
    async with make_stage(lambda discord: setattr(discord.voice.knobs, "drop_discovery", 3)) as stage:
        room = await playing(stage)
        room.assert_never_stopped(LONG)
        assert stage.discord.voice.knobs.drop_discovery == 0
        stage.assert_clean()


@pytest.mark.parametrize(("lost", "within"), [(3, BACK), (5, 2 * BACK)])
async def test_discoveries_that_are_lost_on_the_way_are_asked_again(stage: Stage, lost: int, within: float) -> None:
    """Three lost requests are repeated in time; when all five of a login are lost, another login follows."""
    room = await playing(stage)
    former = stage.discord.voice.session(room.guild)
    stage.discord.voice.knobs.drop_discovery = lost
    stage.discord.voice.end(room.guild, 4009)
    await new_session(room, former)
    await room.comes_back(LONG, within)
    stage.assert_clean()


async def in_its_place(room: Room) -> None:
    """Every packet that arrived is the one that its number demands, though others are missing between."""
    source = opus_packets(room.stage.file(LONG))
    packets = room.heard.music().packets
    first = packets[0].seq - source.index(packets[0].opus)
    wrong = [item.seq - first for item in packets if source[item.seq - first] != item.opus]
    assert wrong == []


async def test_scattered_loss_changes_nothing_for_the_sender(make_stage: StageMaker) -> None:
    async with make_stage(lambda discord: setattr(discord.voice.knobs, "udp_loss", 0.05)) as stage:
        room = await playing(stage, 4)
        await in_its_place(room)
        stream = stage.discord.voice.streams[room.guild.id][-1]
        assert stream.lost == 0 and stream.dropped > 0
        stage.assert_clean()


async def test_after_an_outage_of_the_way_the_music_is_at_its_place(stage: Stage) -> None:
    room = await playing(stage)
    stream = stage.discord.voice.streams[room.guild.id][-1]
    stage.discord.voice.knobs.udp_loss = 1.0
    await stage.discord.signal.wait_for(lambda: stream.dropped >= 100, 10, "two seconds of loss")
    stage.discord.voice.knobs.udp_loss = 0.0
    await room.hears_more(2)
    await in_its_place(room)
    assert stream.lost == 0
    assert max(length for _, length in room.heard.gaps()) <= BACK
    stage.assert_clean()


async def test_a_seq_that_wraps_is_acknowledged_rightly(make_stage: StageMaker) -> None:
    def prepare(discord: Simulator) -> None:
        discord.voice.knobs.first_seq = 65_530
        discord.voice.knobs.heartbeat_interval_ms = 1_000.5

    async with make_stage(prepare) as stage:
        room = await playing(stage, 1)
        for number in range(6):
            stage.discord.join_voice(room.guild, stage.discord.add_person(room.guild, f"guest-{number}"))
        await room.hears_more(3)
        stage.discord.voice.interrupt(room.guild, 4015)
        session = await stage.discord.wait_for_session(room.guild)
        await stage.discord.signal.wait_for(lambda: session.resumes == 1, 10, "op 7")
        assert session.seq < 100
        await room.hears_more(1)
        room.assert_never_stopped(LONG)
        stage.assert_clean()


async def test_a_deleted_channel_ends_the_music_cleanly(stage: Stage) -> None:
    room = await playing(stage, 1)
    stage.discord.world.delete_channel(next(c for c in room.guild.channels.values() if c.is_voice))
    await room.falls_quiet(1.5)
    assert (await room.run("nowplaying")).text
    stage.assert_clean()


async def test_the_bot_leaves_when_it_is_alone(make_stage: StageMaker) -> None:
    async with make_stage(TIMMYBOT_ALONE_TIMEOUT="2") as stage:
        room = await playing(stage, 1)
        stage.discord.leave_voice(room.guild, room.person)
        await stage.discord.signal.wait_for(lambda: stage.bot_id not in room.guild.voice_states, 10, "the bot gone")
        await room.is_told("Nobody was listening")
        stage.assert_clean()


async def test_a_bot_that_is_silenced_holds_its_place(stage: Stage) -> None:
    """A moderator mutes the bot for a while: nothing leaves, and the song goes on where it was."""
    room = await playing(stage)
    channel = room.guild.first_channel(ChannelType.VOICE)
    stage.discord.world.set_voice(room.guild, stage.bot_id, channel, mute=True)
    await room.falls_quiet(1)
    stage.discord.world.set_voice(room.guild, stage.bot_id, channel, mute=False)
    await room.comes_back(LONG, BACK)
    stage.assert_clean("RTP while suppressed")


async def test_a_listener_on_a_stage_whom_nobody_invites_leaves_and_says_so(make_stage: StageMaker) -> None:
    async with make_stage(TIMMYBOT_ALONE_TIMEOUT="3") as stage:
        room = stage.room()
        podium = stage.discord.world.add_channel(room.guild, "Podium", ChannelType.STAGE)
        room.listener = stage.discord.join_voice(room.guild, room.person, podium)
        assert "listener" in (await room.play(LONG)).text
        assert stage.bot_id in room.guild.voice_states
        await stage.discord.signal.wait_for(lambda: stage.bot_id not in room.guild.voice_states, 10, "the bot gone")
        await room.is_told("not allowed to speak")
        assert room.heard.seconds == 0
        stage.assert_clean()
