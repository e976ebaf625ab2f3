"""A signed /play is heard: three formats, byte-exact passthrough, two guilds at once."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from DiscordSimulator.media import Ladder, opus_packets

from .conftest import StageMaker
from .stage import SILENCE_FRAMES, Stage

SONG = Ladder(base=500, step=50, seconds=4)


def repacked(path: Path, folder: Path) -> Path:
    """The Opus packets of a WebM file in an Ogg file, not encoded again."""
    copy = folder / "copy.opus"
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(path), "-c", "copy", "-f", "ogg", str(copy)]
    subprocess.run(command, check=True, timeout=60)
    return copy


@pytest.mark.parametrize("kind", ["opus", "webm", "opus-mono"])
async def test_opus_passes_through_byte_for_byte(stage: Stage, tmp_path: Path, kind: str) -> None:
    room = stage.room()
    await room.play(SONG, kind)
    await room.hears(SONG.seconds - 0.5)
    heard = await room.falls_quiet()
    path = stage.file(SONG, kind)
    assert heard.opus == opus_packets(repacked(path, tmp_path) if kind == "webm" else path)
    assert heard.silences == SILENCE_FRAMES
    assert [SONG.second_of(tone) for tone in heard.tones()] == list(range(SONG.seconds))
    stage.assert_clean()


@pytest.mark.parametrize("kind", ["mp3", "m4a", "flac", "wav", "ogg", "opus-60ms"])
async def test_other_formats_are_decoded_and_heard(stage: Stage, kind: str) -> None:
    room = stage.room()
    await room.play(SONG, kind)
    await room.hears(SONG.seconds - 0.5)
    heard = await room.falls_quiet()
    seconds = [SONG.second_of(tone) for tone in heard.tones()]
    assert seconds == list(range(SONG.seconds)), heard.tones()
    # Encoders pad: MP3 by up to 0.1 s.
    assert abs(heard.seconds - SONG.seconds) < 0.15
    assert -16 < heard.loudness() < -14
    stage.assert_clean()


@pytest.mark.parametrize("kind", ["opus", "mp3"])
async def test_an_uploaded_file_is_heard(stage: Stage, kind: str) -> None:
    room = stage.room()
    await room.play_file(SONG, kind)
    heard = await room.hears(3.2)
    assert [SONG.second_of(tone) for tone in heard.tones()][:3] == [0, 1, 2]
    stage.assert_clean()


async def test_two_guilds_play_at_once_and_nothing_crosses(stage: Stage) -> None:
    songs = [Ladder(base=400, step=30, seconds=6), Ladder(base=1_500, step=90, seconds=6)]
    rooms = [stage.room("Alpha"), stage.room("Beta")]
    await asyncio.gather(*(room.play(song) for room, song in zip(rooms, songs, strict=True)))
    await asyncio.gather(*(room.hears(5.5) for room in rooms))
    for room, song in zip(rooms, songs, strict=True):
        heard = await room.falls_quiet()
        assert heard.opus == opus_packets(stage.file(song))
    spans = [(room.heard.packets[0].arrival, room.heard.packets[-1].arrival) for room in rooms]
    assert max(began for began, _ in spans) < min(ended for _, ended in spans), "not at once"
    stage.assert_clean()


@pytest.mark.parametrize("mode", ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"])
async def test_both_transport_encryptions_are_heard(make_stage: StageMaker, mode: str) -> None:
    async with make_stage(lambda discord: setattr(discord.voice.knobs, "modes", [mode])) as stage:
        room = stage.room()
        await room.play(SONG)
        await room.hears(SONG.seconds - 0.5)
        session = stage.discord.voice.session(room.guild)
        assert session is not None and session.mode == mode
        assert (await room.falls_quiet()).opus == opus_packets(stage.file(SONG))
        stage.assert_clean()


async def test_aes_is_preferred(stage: Stage) -> None:
    room = stage.room()
    await room.run("join")
    session = await stage.discord.wait_for_session(room.guild)
    assert session.mode == "aead_aes256_gcm_rtpsize"
