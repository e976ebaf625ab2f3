"""Pause, resume, skip, stop, queue, and the other commands, as a listener experiences them."""

from __future__ import annotations

import itertools
import re

import pytest

from DiscordSimulator import ChannelType, Permission
from DiscordSimulator.media import Ladder, opus_packets

from .conftest import StageMaker
from .stage import FRAMES_A_SECOND, SILENCE_FRAMES, Room, Stage

LONG = Ladder(base=400, step=25, seconds=30)
FIRST = Ladder(base=500, step=50, seconds=4)
SECOND = Ladder(base=1_000, step=50, seconds=4)
THIRD = Ladder(base=1_500, step=50, seconds=4)


def assert_left_early(stage: Stage, heard: list[bytes]) -> None:
    """What was heard is the beginning of the long song, and not all of it."""
    whole = opus_packets(stage.file(LONG))
    assert 0 < len(heard) < len(whole) and heard == whole[: len(heard)]


async def test_pause_ends_with_silence_frames_and_keeps_the_position(stage: Stage) -> None:
    room = stage.room()
    await room.play(FIRST)
    await room.hears(1.5)
    told = await room.run("pause")
    paused = await room.falls_quiet()
    assert "Paused" in told.text
    position = re.search(r"at `?(\d+):(\d\d)", told.text)
    assert position and abs(int(position[1]) * 60 + int(position[2]) - paused.seconds) <= 1, told.text
    before = len(paused.opus)
    assert before < 3 * FRAMES_A_SECOND
    assert [packet.silent for packet in paused.packets[before:]] == [True] * SILENCE_FRAMES
    assert (await room.run("pause")).text != told.text
    assert len(room.heard.opus) == before, "music while paused"
    await room.run("resume")
    await room.hears(FIRST.seconds - 0.5)
    heard = await room.falls_quiet()
    assert heard.opus == opus_packets(stage.file(FIRST))
    stage.assert_clean()


async def test_skip_goes_to_the_next_track(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.play(SECOND)
    await room.hears(2)
    told = await room.run("skip")
    assert "Ladder 400" in told.text and "Ladder 1000" in told.text
    await room.hears_now(SECOND)
    heard = await room.falls_quiet()
    source = opus_packets(stage.file(SECOND))
    assert heard.opus[-len(source) :] == source
    assert_left_early(stage, heard.opus[: -len(source)])
    assert heard.gaps(longer_than=0.25) == []
    stage.assert_clean()


async def test_skip_at_the_end_of_the_queue_falls_quiet(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(1)
    await room.run("skip")
    heard = await room.falls_quiet()
    assert_left_early(stage, heard.opus)
    assert heard.silences == SILENCE_FRAMES
    assert "Nothing is playing" in (await room.run("skip")).text
    stage.assert_clean()


async def test_stop_ends_the_music_and_empties_the_queue(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.play(SECOND)
    await room.hears(1)
    told = await room.run("stop")
    assert "Stopped" in told.text and "one waiting track" in told.text
    heard = await room.falls_quiet(1.5)
    assert_left_early(stage, heard.opus)
    assert heard.silences == SILENCE_FRAMES
    await stage.discord.signal.wait_for(lambda: stage.bot_id not in room.guild.voice_states, 20, "the bot to leave")
    await room.play(THIRD)
    await room.hears_more(1.2)
    assert THIRD.second_of(room.heard.last_tone()) is not None
    stage.assert_clean()


async def test_a_queue_of_three_plays_on_without_a_gap(stage: Stage) -> None:
    room = stage.room()
    songs = [FIRST, SECOND, THIRD]
    for song in songs:
        await room.play(song)
    await room.hears(11.5)
    heard = await room.falls_quiet()
    assert heard.opus == [packet for song in songs for packet in opus_packets(stage.file(song))]
    ticks = [later.timestamp - earlier.timestamp for earlier, later in itertools.pairwise(heard.packets)]
    assert set(ticks) == {960}, "a tick without a packet"
    assert heard.gaps(longer_than=0.25) == []
    stage.assert_clean()


async def test_queue_and_now_playing_tell_what_is_there(stage: Stage) -> None:
    room = stage.room()
    await room.play_file(LONG)
    urls = [stage.publish(SECOND) for _ in range(12)]
    for url in urls:
        assert "Added" in (await room.run("play", query=url)).text
    await room.hears(0.5)
    playing = await room.run("nowplaying")
    assert "Ladder 400" in playing.text and "The Simulator" in playing.text
    pages = [(await room.run("queue", page=page)).text for page in (1, 2)]
    assert "Ladder 400" in pages[0]
    listed = [re.findall(r"<(http[^>]+)>", page) for page in pages]
    assert [url for page in listed for url in page if url in urls] == urls, "each entry once, in order"
    assert all(set(page) & set(urls) for page in listed)
    shown = await room.run("queue")
    turned = await stage.endpoint.click(shown, room.person, "queue:2")
    assert turned.callback is not None and turned.callback["type"] == 7, "the list itself turns its page"
    assert re.findall(r"<(http[^>]+)>", turned.text) == listed[1]
    assert "12" in (await room.run("clear")).text
    assert "No tracks are waiting" in (await room.run("queue")).text
    assert "Ladder 400" in (await room.run("nowplaying")).text
    stage.assert_clean()


async def test_join_and_leave(stage: Stage) -> None:
    room = stage.room()
    await room.run("join")
    await stage.discord.wait_for_session(room.guild)
    await room.run("leave")
    await stage.discord.signal.wait_for(lambda: stage.bot_id not in room.guild.voice_states, 5, "the bot out of voice")
    assert "no voice channel" in (await room.run("leave")).text
    await room.play(FIRST)
    await room.hears(1)
    stage.assert_clean()


async def test_ping_and_help_answer_at_once(stage: Stage) -> None:
    room = stage.room()
    for command in ("ping", "help"):
        answered = await room.run(command)
        assert not answered.deferred
    assert "/play" in answered.text or "</play" in answered.text
    stage.assert_clean()


async def refused(room: Room, *words: str) -> None:
    """/play is answered, to the asker alone, with these words, and nothing is heard."""
    answer = await room.play(FIRST)
    assert answer.ephemeral and all(word in answer.text for word in words), answer.text
    assert room.heard.seconds == 0


@pytest.mark.parametrize(("denied", "name"), [(Permission.CONNECT, "Connect"), (Permission.SPEAK, "Speak")])
async def test_a_missing_permission_is_named(stage: Stage, denied: Permission, name: str) -> None:
    room = stage.room()
    channel = room.guild.first_channel(ChannelType.VOICE)
    stage.discord.world.overwrite(channel, stage.discord.world.application.bot, deny=denied)
    await refused(room, name, str(channel.id))
    assert stage.bot_id not in room.guild.voice_states
    stage.discord.world.overwrite(channel, stage.discord.world.application.bot)
    await room.play(FIRST)
    await room.hears(1)
    stage.assert_clean()


async def test_a_full_channel_is_named(stage: Stage) -> None:
    room = stage.room()
    channel = room.guild.first_channel(ChannelType.VOICE)
    channel.user_limit = 1
    stage.discord.world.announce("CHANNEL_UPDATE", room.guild.id, channel.json())
    await refused(room, "full", str(channel.id))
    channel.user_limit = 2
    stage.discord.world.announce("CHANNEL_UPDATE", room.guild.id, channel.json())
    await room.play(FIRST)
    await room.hears(1)
    stage.assert_clean()


async def test_a_listener_on_a_stage_is_named_and_plays_once_invited(stage: Stage) -> None:
    room = stage.room()
    world = stage.discord.world
    channel = world.add_channel(room.guild, "Concert", ChannelType.STAGE)
    room.listener = stage.discord.join_voice(room.guild, room.person, channel)
    await refused(room, "listener", str(channel.id))
    world.set_voice(room.guild, stage.bot_id, channel, suppress=False)
    await room.play(FIRST)
    await room.hears(1)
    stage.assert_clean()


async def test_play_without_being_in_a_voice_channel_is_explained(stage: Stage) -> None:
    room = stage.room()
    stage.discord.leave_voice(room.guild, room.person)
    await refused(room, "Join a voice channel first")
    assert stage.bot_id not in room.guild.voice_states
    stage.assert_clean()


async def test_words_are_refused_where_nothing_can_be_looked_up(make_stage: StageMaker) -> None:
    async with make_stage(TIMMYBOT_YTDLP_PYTHON="/nowhere/python") as stage:
        room = stage.room()
        answer = await room.run("play", query="never gonna give you up")
        assert answer.ephemeral and "direct links to audio files work" in answer.text
        stage.assert_clean()


@pytest.mark.parametrize("query", ["ftp://example.org/a.opus", "https://"])
async def test_what_is_no_address_is_refused_in_a_sentence(stage: Stage, query: str) -> None:
    room = stage.room()
    answer = await room.run("play", query=query)
    assert answer.ephemeral and "https://" in answer.text
    stage.assert_clean()


async def test_a_direct_message_gets_an_answer(stage: Stage) -> None:
    user = stage.discord.world.add_user("stranger")
    interaction = await stage.endpoint.command(None, user, "play", query="https://example.org/a.opus")
    assert "only work in servers" in interaction.text
    stage.assert_clean()
