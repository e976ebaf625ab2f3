"""The voice gateway and UDP, spoken to by hand: what must work, and that each violation is noticed."""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Callable

import pytest

from DiscordSimulator import Simulator
from DiscordSimulator.listening.opus import FRAME, OpusEncoder
from DiscordSimulator.media import Ladder
from DiscordSimulator.voice.aead import MODES, opener

from .raw_client import RawVoice, raw_client

OPUS = b"\xfc" + bytes(range(60))
SILENCE = b"\xf8\xff\xfe"


@pytest.mark.parametrize("mode", MODES)
async def test_both_encryptions_and_header_extensions(discord: Simulator, mode: str) -> None:
    guild = discord.world.add_guild("Alpha")
    listener = discord.join_voice(guild, discord.add_person(guild, "Ann"))
    pcm, encoder = Ladder(seconds=1).pcm(), OpusEncoder()
    packets = [encoder.encode(pcm[start : start + FRAME]) for start in range(0, len(pcm), FRAME)]
    async with raw_client(discord) as client:
        voice = await client.voice(guild, mode=mode)
        await voice.speak()
        for number, packet in enumerate(packets):
            voice.send(packet, extension=bytes(8) if number % 2 else b"")
        heard = await discord.wait_for_music(listener, 1)
    assert heard.opus == packets
    assert abs(heard.tones()[0] - 400) < 2
    assert discord.violations.all() == []


async def test_lost_discoveries_are_answered_in_the_end(discord: Simulator) -> None:
    discord.voice.knobs.drop_discovery = 2
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        await client.voice(guild)
    assert discord.voice.knobs.drop_discovery == 0


@pytest.mark.parametrize("first_seq", [0, 65_533])
async def test_a_resume_says_resumed_and_then_replays(discord: Simulator, first_seq: int) -> None:
    discord.voice.knobs.first_seq = first_seq
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        voice = await client.voice(guild)
        session = discord.voice.session(guild)
        assert session is not None
        acknowledged = session.seq
        await voice.socket.send(3, {"t": 1, "seq_ack": acknowledged})
        assert (await voice.socket.until(6))["d"] == {"t": 1}
        discord.voice.interrupt(guild, 4015)
        assert await voice.socket.closed() == 4015
        await discord.signal.wait_for(lambda: session.connection is None, 5)
        ann, bob = (discord.add_person(guild, name) for name in ("Ann", "Bob"))
        for person in (ann, bob):
            discord.join_voice(guild, person)
        again = await voice.resume(acknowledged)
        first = await again.receive()
        assert isinstance(first, dict) and first["op"] == 9
        replayed = [await again.until(11) for _ in range(2)]
        assert [message["d"]["user_ids"] for message in replayed] == [[str(ann.id)], [str(bob.id)]]
        assert replayed[0]["seq"] == (acknowledged + 1) % 65_536
        await voice.speak()
        voice.send(OPUS)
        stream = session.stream
        assert stream is not None
        await discord.signal.wait_for(lambda: stream.received == 1, 5, "RTP under the old key")
    assert session.resumes == 1
    assert discord.violations.all() == []


async def test_wrong_identities_and_modes_close_the_connection(discord: Simulator) -> None:
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        voice = await client.voice(guild)
        for wrong, code in (({"session_id": "x"}, 4006), ({}, 4006)):
            socket = await client.open(voice.url)
            await socket.send(0, voice.identity | {"user_id": voice.user_id} | wrong)
            assert await socket.closed() == code
        await voice.socket.send(1, {"protocol": "udp", "data": {"address": "", "port": 0, "mode": "xsalsa20_poly1305"}})
        assert await voice.socket.closed() == 4016
        discord.voice.end(guild, 4006)
        assert await (await voice.resume(-1)).closed() == 4006


async def test_kick_and_move_close_with_4014(discord: Simulator) -> None:
    guild = discord.world.add_guild("Alpha")
    other = discord.world.add_channel(guild, "Other")
    async with raw_client(discord) as client:
        voice = await client.voice(guild)
        discord.voice.move(guild, other)
        assert await voice.socket.closed() == 4014
        state = await voice.gateway.until(0, "VOICE_STATE_UPDATE")
        assert state["d"]["channel_id"] == str(other.id)
        server = await voice.gateway.until(0, "VOICE_SERVER_UPDATE")
        assert server["d"]["token"] != voice.identity["token"]
        discord.voice.kick(guild)
        assert (await voice.gateway.until(0, "VOICE_STATE_UPDATE"))["d"]["channel_id"] is None


async def test_encryption_can_be_required(discord: Simulator) -> None:
    discord.voice.knobs.require_dave = True
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        with pytest.raises(AssertionError, match="4017"):
            await client.voice(guild)


def _twice(voice: RawVoice) -> None:
    voice.send(OPUS)
    voice.send(OPUS, counter=voice.counter)


def _forged(voice: RawVoice) -> None:
    packet = voice.packet(OPUS)
    voice.udp.send(packet[:20] + bytes([packet[20] ^ 1]) + packet[21:])


@pytest.mark.parametrize(
    ("misdeed", "rule"),
    [
        (_twice, "nonce used twice"),
        (_forged, "fails transport authentication"),
        (lambda voice: (voice.send(OPUS), voice.send(OPUS, seq=(voice.seq + 9) & 0xFFFF)), "sequence number jumped"),
        (lambda voice: (voice.send(OPUS), voice.send(OPUS, seq=voice.seq)), "repeated or backwards"),
        (lambda voice: (voice.send(OPUS), voice.send(OPUS, timestamp=voice.timestamp)), "timestamp did not advance"),
        (lambda voice: voice.send(OPUS, type=0x79), "payload type"),
        (lambda voice: voice.send(OPUS, ssrc=7), "packet of no known stream"),
        (lambda voice: voice.udp.send(bytes(11)), "packet of no known stream"),
        (lambda voice: voice.send(b""), "absurd payload size"),
    ],
)
async def test_wrong_packets_are_noticed(discord: Simulator, misdeed: Callable[[RawVoice], object], rule: str) -> None:
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        voice = await client.voice(guild)
        await voice.speak()
        misdeed(voice)
        await discord.signal.wait_for(discord.violations.all, 5, "a violation")
    assert rule in discord.violations.all()[0].rule


async def test_speaking_must_be_announced_and_suppression_respected(discord: Simulator) -> None:
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        voice = await client.voice(guild)
        voice.send(OPUS)
        # Well beyond the time in which op 5 may still be on its way.
        await asyncio.sleep(1)
        voice.send(OPUS)
        await discord.signal.wait_for(discord.violations.all, 5, "a violation")
        assert discord.violations.all()[0].rule == "RTP before op 5"
        discord.violations.clear()
        await voice.speak()
        bot = discord.world.application.bot
        discord.world.set_voice(
            guild, bot.id, guild.channels[guild.voice_states[bot.id].channel_id or 0], suppress=True
        )
        voice.send(OPUS)
        await discord.signal.wait_for(discord.violations.all, 5, "a violation")
        assert discord.violations.all()[0].rule == "RTP while suppressed"


@pytest.mark.parametrize("seq_ack", [99, "x", None])
async def test_a_wrong_seq_ack_is_noticed(discord: Simulator, seq_ack: object) -> None:
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        voice = await client.voice(guild)
        await voice.socket.send(3, {"t": 1, "seq_ack": seq_ack})
        await voice.socket.until(6)
    assert "seq_ack" in discord.violations.all()[0].rule


async def test_lost_packets_are_simulated_and_counted(discord: Simulator) -> None:
    discord.voice.knobs.udp_loss = 0.5
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        voice = await client.voice(guild)
        await voice.speak()
        for _ in range(100):
            voice.send(OPUS)
        session = discord.voice.session(guild)
        stream = session.stream if session else None
        assert stream is not None
        await discord.signal.wait_for(lambda: stream.received + stream.dropped == 100, 5, "all packets")
    assert 20 < stream.dropped < 80 and stream.lost == 0
    assert discord.violations.all() == []


@pytest.mark.parametrize("mode", MODES)
async def test_a_stream_is_told_what_was_lost_of_it(discord: Simulator, mode: str) -> None:
    knobs = discord.voice.knobs
    knobs.udp_loss, knobs.report_interval = 0.5, 3600
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        voice = await client.voice(guild, mode=mode)
        await voice.speak()
        for _ in range(100):
            voice.send(OPUS)
        session = discord.voice.session(guild)
        stream = session.stream if session else None
        assert stream is not None
        await discord.signal.wait_for(lambda: stream.received + stream.dropped == 100, 5, "all packets")
        # The next packet brings the report that is due by then.
        knobs.report_interval = 0
        voice.send(OPUS)
        report = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(voice.udp, 200), 5)
    header, sealed, nonce = report[:8], report[8:-4], report[-4:]
    block = opener(mode, bytes(voice.description["secret_key"]))(sealed, header, nonce)
    assert header[:2] == bytes([0x81, 201]) and block is not None
    ssrc, losses = struct.unpack(">II", block[:8])
    assert ssrc == voice.ready["ssrc"]
    lost = stream.dropped
    assert losses & 0xFFFFFF == lost and losses >> 24 == 256 * lost // 101
    assert discord.violations.all() == []


async def test_clear_frames_are_noticed_where_encryption_is_on(discord: Simulator) -> None:
    discord.voice.knobs.dave_version = 1
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        voice = await client.voice(guild, dave=1)
        assert voice.description["dave_protocol_version"] == 1
        await voice.speak()
        voice.send(OPUS)
        voice.send(SILENCE)
        await discord.signal.wait_for(lambda: len(discord.violations.all()) == 2, 5, "two violations")
    assert [item.rule for item in discord.violations.all()] == [
        "clear frame while encrypted",
        "clear silence frame while encrypted",
    ]


async def test_counting_five_hundred_streams_keeps_up(discord: Simulator) -> None:
    """25,000 packets, a second's worth of 500 guilds, sent as fast as Python can: none may be lost."""
    discord.voice.knobs.record = False
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        voice = await client.voice(guild)
        await voice.speak()
        session = discord.voice.session(guild)
        stream = session.stream if session else None
        assert stream is not None
        packets = [voice.packet(OPUS) for _ in range(25_000)]
        began = time.perf_counter()
        for packet in packets:
            voice.udp.send(packet)
        await discord.signal.wait_for(lambda: stream.received == 25_000, 10, "all packets")
        print(f"25,000 packets in {time.perf_counter() - began:.2f} s")
    assert stream.lost == 0 and len(stream.arrivals) == 25_000 and not stream.frames
