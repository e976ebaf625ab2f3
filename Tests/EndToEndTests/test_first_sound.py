"""A signed /play is heard: three formats, byte-exact passthrough, two guilds at once."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from DiscordSimulator.media import Ladder, opus_packets

from .conftest import StageMaker
from .stage import Stage

SONG = Ladder(base=500, step=50, seconds=6)


def repacked(path: Path, folder: Path) -> Path:
    """The Opus packets of a WebM file in an Ogg file, not encoded again."""
    copy = folder / "copy.opus"
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(path), "-c", "copy", "-f", "ogg", str(copy)]
    subprocess.run(command, check=True, timeout=60)
    return copy


@pytest.mark.parametrize("kind", ["opus", "webm"])
async def test_opus_passes_through_byte_for_byte(stage: Stage, tmp_path: Path, kind: str) -> None:
    room = stage.room()
    await room.play(SONG, kind)
    await room.hears(SONG.seconds - 0.5)
    heard = await room.falls_quiet()
    path = stage.file(SONG, kind)
    source = opus_packets(path if kind == "opus" else repacked(path, tmp_path))
    assert heard.contains(source) >= len(source) - 1
    assert [SONG.second_of(tone) for tone in heard.tones()] == list(range(SONG.seconds))
    stage.assert_clean()


@pytest.mark.parametrize("kind", ["mp3", "m4a", "flac", "wav", "ogg", "opus-mono", "opus-60ms"])
async def test_other_formats_are_decoded_and_heard(stage: Stage, kind: str) -> None:
    room = stage.room()
    await room.play(SONG, kind)
    await room.hears(SONG.seconds - 0.5)
    heard = await room.falls_quiet()
    seconds = [SONG.second_of(tone) for tone in heard.tones()]
    assert seconds[: SONG.seconds - 1] == list(range(SONG.seconds - 1)), heard.tones()
    assert abs(heard.seconds - SONG.seconds) < 0.3
    assert -18 < heard.loudness() < -12
    stage.assert_clean()


@pytest.mark.parametrize("kind", ["opus", "mp3"])
async def test_an_uploaded_file_is_heard(stage: Stage, kind: str) -> None:
    room = stage.room()
    await room.play_file(SONG, kind)
    heard = await room.hears(3.2)
    assert [SONG.second_of(tone) for tone in heard.tones()][:3] == [0, 1, 2]
    stage.assert_clean()


async def test_two_guilds_play_at_once_and_nothing_crosses(stage: Stage) -> None:
    songs = [Ladder(base=400, step=30, seconds=8), Ladder(base=1_500, step=90, seconds=8)]
    rooms = [stage.room("Alpha"), stage.room("Beta")]
    await asyncio.gather(*(room.play(song) for room, song in zip(rooms, songs, strict=True)))
    await asyncio.gather(*(room.hears(7.5) for room in rooms))
    for room, song in zip(rooms, songs, strict=True):
        heard = await room.falls_quiet()
        source = opus_packets(stage.file(song))
        assert heard.contains(source) >= len(source) - 1
        assert set(heard.opus) <= set(source)
    stage.assert_clean()


async def test_both_transport_encryptions_are_heard(make_stage: StageMaker) -> None:
    for mode in ("aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"):
        async with make_stage(lambda discord, mode=mode: setattr(discord.voice.knobs, "modes", [mode])) as stage:
            room = stage.room()
            await room.play(SONG)
            heard = await room.hears(2.2)
            session = stage.discord.voice.session(room.guild)
            assert session is not None and session.mode == mode
            assert [SONG.second_of(tone) for tone in heard.tones()][:2] == [0, 1]
            stage.assert_clean()


async def test_aes_is_preferred(stage: Stage) -> None:
    room = stage.room()
    await room.run("join")
    session = await stage.discord.wait_for_session(room.guild)
    assert session.mode == "aead_aes256_gcm_rtpsize"
