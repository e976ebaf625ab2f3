"""The proof that the simulator is worth trusting: stock discord.py logs in, joins, plays and is heard."""

from __future__ import annotations

import asyncio

import discord as stock

from DiscordSimulator import ChannelType, Simulator
from DiscordSimulator.media import Ladder, MediaLibrary, opus_packets

from .stock_client import PacketSource, join, play, stock_client

SHORT = Ladder(seconds=3)


async def test_opus_packets_are_heard_byte_for_byte(discord: Simulator, media: MediaLibrary) -> None:
    guild = discord.world.add_guild("Alpha")
    listener = discord.join_voice(guild, discord.add_person(guild, "Ann"))
    path = media.file(SHORT)
    async with stock_client(discord) as client:
        voice = await join(client, guild)
        await asyncio.wait_for(await play(voice, PacketSource(path)), 20)
        heard = await discord.wait_for_music(listener, 3)
        source = opus_packets(path)
        assert heard.contains(source) == len(source)
        tones = heard.tones()
        assert [SHORT.second_of(tone) for tone in tones] == [0, 1, 2], tones
        assert heard.spacing().p50 < 5
        await voice.disconnect()
    assert discord.violations.all() == []


async def test_ffmpeg_audio_is_heard(discord: Simulator, media: MediaLibrary) -> None:
    guild = discord.world.add_guild("Alpha")
    listener = discord.join_voice(guild, discord.add_person(guild, "Ann"))
    async with stock_client(discord) as client:
        voice = await join(client, guild)
        await asyncio.wait_for(await play(voice, stock.FFmpegOpusAudio(str(media.file(SHORT, "mp3")))), 20)
        heard = await discord.wait_for_music(listener, 3)
        # discord.py sends the two Ogg header packets as audio; libopus can't decode those.
        heard.packets = [item for item in heard.packets if not item.opus.startswith((b"OpusHead", b"OpusTags"))]
        tones = heard.tones()
        assert [SHORT.second_of(tone) for tone in tones][:3] == [0, 1, 2], tones
        assert -25 < heard.loudness() < -10
    assert discord.violations.all() == []


async def test_a_session_survives_cut_gateways_by_resuming(discord: Simulator, media: MediaLibrary) -> None:
    guild = discord.world.add_guild("Alpha")
    listener = discord.join_voice(guild, discord.add_person(guild, "Ann"))
    async with stock_client(discord) as client:
        voice = await join(client, guild)
        finished = await play(voice, PacketSource(media.file(Ladder(seconds=8))))
        await discord.wait_for_music(listener, 1)
        session = discord.gateway.live_sessions()[0]
        discord.gateway.ask_reconnect()
        await discord.signal.wait_for(lambda: session.resumes == 1, 20, "a resumed gateway session")
        # Missed while away, replayed on resume: the client must know of the new channel afterwards.
        late = discord.world.add_channel(guild, "Late")
        seen = client.get_guild(guild.id)
        assert seen is not None
        await discord.signal.wait_for(lambda: seen.get_channel(late.id) is not None, 5, "the replayed channel")
        await asyncio.wait_for(finished, 20)
        assert discord.heard(listener).seconds >= 8
        await voice.disconnect()
    assert discord.violations.all() == []


async def test_a_region_change_is_followed(discord: Simulator, media: MediaLibrary) -> None:
    guild = discord.world.add_guild("Alpha")
    listener = discord.join_voice(guild, discord.add_person(guild, "Ann"))
    async with stock_client(discord) as client:
        voice = await join(client, guild)
        finished = await play(voice, PacketSource(media.file(Ladder(seconds=90))))
        await discord.wait_for_music(listener, 1)
        first = discord.voice.session(guild)
        await discord.voice.change_region(guild)
        # Where its reconnection misses the new server's events, discord.py tries again after half a minute.
        second = await discord.wait_for_session(guild, timeout=70)
        assert first is not None and second.region != first.region
        stream = second.stream
        assert stream is not None
        await discord.signal.wait_for(lambda: stream.received >= 50, 20, "packets at the new region")
        voice.stop()
        await asyncio.wait_for(finished, 10)
        await voice.disconnect()
    # Its player thread goes on while the connection is renewed.
    assert discord.violations.all(but=("RTP before op 5",)) == []


async def test_a_stage_channel_suppresses_and_a_full_channel_is_not_answered(discord: Simulator) -> None:
    guild = discord.world.add_guild("Alpha")
    stage = discord.world.add_channel(guild, "Stage", ChannelType.STAGE)
    full = discord.world.add_channel(guild, "Full", user_limit=1)
    discord.join_voice(guild, discord.add_person(guild, "Ann"), full)
    async with stock_client(discord) as client:
        voice = await join(client, guild, stage.id)
        assert guild.voice_states[discord.world.application.bot.id].suppress
        await voice.disconnect()
        seen = client.get_guild(guild.id)
        assert seen is not None
        await seen.change_voice_state(channel=seen.get_channel(full.id))
        await discord.signal.wait_for(lambda: discord.voice.joins_ignored == 1, 5, "an ignored join")
        assert discord.world.application.bot.id not in guild.voice_states
