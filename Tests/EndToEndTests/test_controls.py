"""Pause, resume, skip, stop, queue, and the other commands, as a listener experiences them."""

from __future__ import annotations

from DiscordSimulator import ChannelType, Permission
from DiscordSimulator.media import Ladder, opus_packets

from .stage import Stage

LONG = Ladder(base=400, step=25, seconds=30)
FIRST = Ladder(base=500, step=50, seconds=4)
SECOND = Ladder(base=1_000, step=50, seconds=4)
THIRD = Ladder(base=1_500, step=50, seconds=4)


async def test_pause_ends_with_silence_frames_and_keeps_the_position(stage: Stage) -> None:
    room = stage.room()
    await room.play(Ladder(base=400, step=40, seconds=8))
    await room.hears(2.5)
    await room.run("pause")
    paused = await room.falls_quiet()
    assert paused.silences >= 5
    before = paused.seconds
    await room.run("resume")
    await room.hears(7.5)
    heard = await room.falls_quiet()
    song = Ladder(base=400, step=40, seconds=8)
    assert before < 5
    assert abs(heard.seconds - song.seconds) < 0.1
    assert [song.second_of(tone) for tone in heard.tones()] == list(range(song.seconds))
    stage.assert_clean()


async def test_skip_goes_to_the_next_track(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.play(SECOND)
    await room.hears(2)
    await room.run("skip")
    await stage.discord.signal.wait_for(
        lambda: SECOND.second_of(room.heard.last_tone()) is not None, 5, "the next track"
    )
    assert room.heard.seconds < 8
    await room.falls_quiet()
    assert SECOND.second_of(room.heard.last_tone()) == SECOND.seconds - 1
    stage.assert_clean()


async def test_skip_at_the_end_of_the_queue_falls_quiet(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(1)
    await room.run("skip")
    assert (await room.falls_quiet()).seconds < 6
    await room.run("skip")
    stage.assert_clean()


async def test_stop_ends_the_music_and_empties_the_queue(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.play(SECOND)
    await room.hears(1)
    await room.run("stop")
    heard = await room.falls_quiet(1.5)
    assert heard.seconds < 6
    assert all(LONG.second_of(tone) is not None for tone in heard.tones())
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
    source = [packet for song in songs for packet in opus_packets(stage.file(song))]
    assert heard.gaps(longer_than=0.1) == []
    assert abs(len(heard.opus) - len(source)) <= 6
    tones = heard.tone_track(0.5)
    order = [
        next(n for n, song in enumerate(songs) if song.second_of(tone) is not None) for tone in tones if tone > 100
    ]
    assert order == sorted(order) and set(order) == {0, 1, 2}
    stage.assert_clean()


async def test_queue_and_now_playing_tell_what_is_there(stage: Stage) -> None:
    room = stage.room()
    await room.play_file(LONG)
    await room.play_file(SECOND)
    await room.hears(0.5)
    playing = await room.run("nowplaying")
    queued = await room.run("queue")
    assert "ladder" in playing.text.lower()
    assert "ladder" in queued.text.lower()
    paged = await room.run("queue", page=1)
    assert paged.text
    await room.run("clear")
    cleared = await room.run("queue")
    assert cleared.text != queued.text
    stage.assert_clean()


async def test_join_and_leave(stage: Stage) -> None:
    room = stage.room()
    bot = stage.discord.world.application.bot
    await room.run("join")
    await stage.discord.wait_for_session(room.guild)
    await room.run("leave")
    await stage.discord.signal.wait_for(lambda: bot.id not in room.guild.voice_states, 5, "the bot out of voice")
    await room.play(FIRST)
    await room.hears(1)
    stage.assert_clean()


async def test_ping_and_help_answer_at_once(stage: Stage) -> None:
    room = stage.room()
    for command in ("ping", "help"):
        answered = await room.run(command)
        assert not answered.deferred
    stage.assert_clean()


async def test_the_bot_says_why_it_cannot_join(stage: Stage) -> None:
    room = stage.room()
    world = stage.discord.world
    channel = room.guild.first_channel(ChannelType.VOICE)
    world.overwrite(channel, world.application.bot, deny=Permission.CONNECT)
    assert await room.play(FIRST)
    assert room.guild.voice_states.get(world.application.bot.id) is None
    world.overwrite(channel, world.application.bot)
    channel.user_limit = 1
    world.announce("CHANNEL_UPDATE", room.guild.id, channel.json())
    assert await room.play(FIRST)
    assert room.heard.seconds == 0


async def test_play_without_being_in_a_voice_channel_is_explained(stage: Stage) -> None:
    room = stage.room()
    stage.discord.leave_voice(room.guild, room.person)
    assert (await room.play(FIRST)).text
    assert stage.discord.world.application.bot.id not in room.guild.voice_states
    stage.assert_clean()


async def test_a_direct_message_gets_an_answer(stage: Stage) -> None:
    user = stage.discord.world.add_user("stranger")
    interaction = await stage.endpoint.command(None, user, "play", query="https://example.org/a.opus")
    assert interaction.text
    stage.assert_clean()
