"""Media servers and files misbehave: people are told, and the next track plays."""

from __future__ import annotations

import os
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from DiscordSimulator.media import Ladder, MediaFault, opus_packets
from DiscordSimulator.media.ogg import ogg_file, ogg_packets

from .conftest import StageMaker
from .stage import Room, Stage

BROKEN = Ladder(base=400, step=20, seconds=20)
NEXT = Ladder(base=2_000, step=50, seconds=5)
WAV_DATA_SIZE = 40


async def next_one_plays(room: Room, timeout: float = 45) -> None:
    """The track behind is heard from its beginning to its end, and every packet of it once."""
    await room.hears_now(NEXT, timeout)
    await room.falls_quiet(timeout=NEXT.seconds + 10)
    source = opus_packets(room.stage.file(NEXT))
    assert room.heard.opus[-len(source) :] == source


@pytest.mark.parametrize("kind", ["opus", "mp3"])
async def test_a_dropped_transfer_is_continued_by_a_range_request(stage: Stage, kind: str) -> None:
    room = stage.room()
    url = stage.publish(BROKEN, kind, MediaFault(close_at=60_000, times=1))
    await room.run("play", query=url)
    heard = await room.hears(BROKEN.seconds - 1, timeout=BROKEN.seconds + 20)
    seconds = [BROKEN.second_of(tone) for tone in heard.tones()]
    assert seconds == list(range(len(seconds)))
    assert heard.gaps(longer_than=0.25) == []
    requests = stage.discord.media.behind(url).requests
    assert len(requests) >= 2 and requests[-1].range is not None
    assert room.messages == []
    stage.assert_clean()


# What the asker is told, because nothing of it can be played.
REFUSED = {
    "gone at once": (MediaFault(status=404), "did not give me"),
    "a redirect without end": (MediaFault(redirect="/"), "reached"),
    "no music at all": (MediaFault(content_type="application/octet-stream"), "no audio"),
}
# What the channel is told, because it broke while it played.
BREAKS = {
    "gone in the middle": (MediaFault(close_at=60_000, fail_from_request=2), "did not give me"),
    "truncated": (MediaFault(truncate_at=60_000, ignore_range=True, fail_from_request=2), "Check"),
    "stalled": (MediaFault(stall_at=60_000, ignore_range=True), "nothing came from its server"),
    # All of it was played by then; the server keeps the player waiting for the rest that it promised.
    "promises too much": (MediaFault(length_offset=5_000, ignore_range=True), "nothing came from its server"),
    "promises too little": (MediaFault(length_offset=-100_000, ignore_range=True), "ended early"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_cannot_be_opened_is_refused_and_the_next_one_plays(stage: Stage, tmp_path: Path, what: str) -> None:
    room = stage.room()
    fault, words = REFUSED[what]
    if what == "no music at all":
        document = tmp_path / "document.bin"
        document.write_text("Not music. " * 2_000)
        url = stage.discord.media.publish(document, fault)
    else:
        url = stage.publish(BROKEN, "opus", fault)
        if fault.redirect:
            fault.redirect = url
    answer = await room.run("play", query=url)
    assert words in answer.text and answer.ephemeral, answer.text
    await room.play(NEXT)
    await next_one_plays(room)
    stage.assert_clean()


async def test_a_page_without_music_is_refused(make_stage: StageMaker, tmp_path: Path) -> None:
    """The real yt-dlp reads it and finds nothing."""
    async with make_stage(TIMMYBOT_YTDLP_PYTHON=sys.executable) as stage:
        room = stage.room()
        page = tmp_path / "page.html"
        page.write_text("<!doctype html><title>Not music</title><p>Nothing to hear.")
        url = stage.discord.media.publish(page, MediaFault(content_type="text/html"))
        answer = await room.run("play", query=url, wait=40)
        assert "no audio" in answer.text, answer.text
        await room.play(NEXT)
        await next_one_plays(room)
        stage.assert_clean()


@pytest.mark.parametrize("what", BREAKS)
async def test_after_a_track_that_breaks_people_are_told_and_the_next_one_plays(stage: Stage, what: str) -> None:
    room = stage.room()
    fault, words = BREAKS[what]
    assert "Ladder 400" in (await room.run("play", query=stage.publish(BROKEN, "opus", fault))).text
    await room.play(NEXT)
    await next_one_plays(room)
    await room.is_told("Ladder 400")
    assert [words in message for message in room.messages] == [True], room.messages
    # What came before the fault was played as it is, from the beginning.
    source = opus_packets(stage.file(BROKEN))
    before = room.heard.opus[: -len(opus_packets(stage.file(NEXT)))]
    assert before and before == source[: len(before)]
    stage.assert_clean()


async def test_an_endless_stream_plays_and_can_be_skipped(stage: Stage) -> None:
    """R38: what never ends holds nobody up."""
    room = stage.room()
    endless = MediaFault(endless=True, bytes_per_second=40_000)
    await room.run("play", query=stage.publish(BROKEN, "mp3", endless))
    await room.hears(3)
    await room.play(NEXT)
    await room.hears_more(3)
    assert room.heard.gaps(longer_than=0.25) == []
    await room.run("skip")
    await next_one_plays(room, timeout=10)
    assert room.messages == []
    stage.assert_clean()


async def test_an_endless_stream_without_sound_is_refused(stage: Stage, tmp_path: Path) -> None:
    """Zeros for ever: what is no music is found out after a bounded number of bytes."""
    room = stage.room()
    zeros = tmp_path / "zeros.mp3"
    zeros.write_bytes(bytes(1 << 20))
    url = stage.discord.media.publish(zeros, MediaFault(endless=True))
    answer = await room.run("play", query=url, wait=60)
    assert "audio" in answer.text or "stopped sending" in answer.text or "too large" in answer.text, answer.text
    await room.play(NEXT)
    await next_one_plays(room)
    stage.assert_clean()


async def test_a_slow_server_that_keeps_up_is_no_fault(stage: Stage) -> None:
    room = stage.room()
    await room.play(NEXT, "opus", MediaFault(bytes_per_second=30_000, first_byte_delay=0.5))
    await room.hears(NEXT.seconds - 0.5)
    room.assert_never_stopped(NEXT)
    stage.assert_clean()


def without_channels(opus: bytes) -> bytes:
    head, *rest = ogg_packets(opus)
    return ogg_file([head[:9] + b"\x00" + head[10:], *rest])


def with_giant_tags(opus: bytes) -> bytes:
    """Forty megabytes of comments, as a picture would be."""
    head, _, *rest = ogg_packets(opus)
    title = b"TITLE=Giant"
    comment = b"METADATA_BLOCK_PICTURE=" + b"A" * (40 << 20)
    tags = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<I", 2)
    tags += struct.pack("<I", len(title)) + title + struct.pack("<I", len(comment)) + comment
    return ogg_file([head, tags, *rest])


def wav_without_channels(wav: bytes) -> bytes:
    return wav[:22] + b"\x00\x00" + wav[24:]


def mp3_with_lying_tag(mp3: bytes) -> bytes:
    """An ID3 tag that claims to be 200 MB long."""
    size = 200 << 20
    synchsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x00" + synchsafe + mp3[10:]


ODDITIES: dict[str, tuple[str, Callable[[bytes], bytes], bool]] = {
    "Opus with zero channels": ("opus", without_channels, False),
    "WAV with zero channels": ("wav", wav_without_channels, False),
    "giant tags": ("opus", with_giant_tags, True),
    "a tag longer than the file": ("mp3", mp3_with_lying_tag, False),
}


@pytest.mark.parametrize("what", ODDITIES)
async def test_odd_headers_are_played_or_refused_in_words(stage: Stage, tmp_path: Path, what: str) -> None:
    room = stage.room()
    kind, change, plays = ODDITIES[what]
    path = tmp_path / f"odd.{kind}"
    path.write_bytes(change(stage.file(NEXT, kind).read_bytes()))
    before = stage.bot.usage("voice-node")
    answer = await room.run("play", query=stage.discord.media.publish(path), wait=40)
    after = stage.bot.usage("voice-node")
    if plays:
        await room.hears_now(NEXT)
        await room.falls_quiet()
        assert room.heard.opus == opus_packets(stage.file(NEXT))
        assert before and after and after.rss_kib - before.rss_kib < 30_000, "the tags were kept in memory"
    else:
        assert answer.ephemeral and "audio" in answer.text, answer.text
        await room.play(NEXT)
        await next_one_plays(room)
    stage.assert_clean()


def wav_that_claims(seconds: float) -> Callable[[bytes], bytes]:
    """A WAV whose header states another length than it has."""

    def change(wav: bytes) -> bytes:
        size = int(seconds * 48_000) * 4
        return wav[:WAV_DATA_SIZE] + struct.pack("<I", size) + wav[WAV_DATA_SIZE + 4 :]

    return change


@pytest.mark.parametrize(("claimed", "played", "told"), [(600, 10, True), (3, 3, False)])
async def test_a_wrong_length_stops_nothing(
    stage: Stage, tmp_path: Path, claimed: float, played: float, told: bool
) -> None:
    room = stage.room()
    song = Ladder(base=600, step=30, seconds=10)
    path = tmp_path / "lying.wav"
    path.write_bytes(wav_that_claims(claimed)(stage.file(song, "wav").read_bytes()))
    await room.run("play", query=stage.discord.media.publish(path))
    await room.play(NEXT)
    await next_one_plays(room)
    # ffmpeg adds a frame or two at the seams.
    assert abs(room.heard.seconds - NEXT.seconds - played) < 0.2
    if told:
        await room.is_told("ended early")
    assert bool(room.messages) is told, room.messages
    stage.assert_clean()


async def test_a_killed_decoder_is_told_of_and_the_next_one_plays(stage: Stage) -> None:
    room = stage.room()
    await room.play(BROKEN, "mp3")
    await room.play(NEXT)
    await room.hears(3)
    decoders = stage.bot.children("voice-node")
    assert len(decoders) == 1, "the track behind needs no decoder"
    os.kill(decoders[0], signal.SIGKILL)
    await next_one_plays(room)
    await room.is_told("decoder was stopped")
    assert stage.bot.children("voice-node") == []
    # What it had decoded was played, and that was not all.
    assert room.heard.seconds < BROKEN.seconds
    assert room.heard.gaps(longer_than=0.25) == []
    stage.assert_clean()


@pytest.mark.parametrize("kind", ["opus", "webm", "mp3", "m4a", "flac", "wav"])
async def test_files_that_end_in_the_middle_are_told_of_and_the_next_one_plays(
    stage: Stage, tmp_path: Path, kind: str
) -> None:
    room = stage.room()
    data = stage.file(BROKEN, kind).read_bytes()
    cut = tmp_path / f"cut.{kind}"
    cut.write_bytes(data[: len(data) // 4])
    answer = await room.run("play", query=stage.discord.media.publish(cut), wait=25)
    await room.play(NEXT)
    await next_one_plays(room)
    if answer.ephemeral:
        # An M4A whose index stands at its end has lost it.
        assert kind == "m4a" and "audio" in answer.text, answer.text
    else:
        await room.is_told("Ladder 400" if kind != "wav" else "cut")
        # A quarter of it was sent.
        assert 2 < room.heard.seconds - NEXT.seconds < BROKEN.seconds / 2
    stage.assert_clean()


@pytest.mark.parametrize("kind", ["opus", "webm", "mp3", "m4a", "flac", "wav"])
async def test_damaged_files_do_not_stop_the_player(stage: Stage, tmp_path: Path, kind: str) -> None:
    """R39 over the whole way of a /play: the next track plays."""
    room = stage.room()
    data = bytearray(stage.file(BROKEN, kind).read_bytes())
    for position in range(2_000, len(data), 997):
        data[position] ^= 0xA5
    damaged = tmp_path / f"damaged.{kind}"
    damaged.write_bytes(bytes(data))
    cut = tmp_path / f"cut.{kind}"
    cut.write_bytes(bytes(data[:700]))
    for path in (cut, damaged):
        await room.run("play", query=stage.discord.media.publish(path))
    await room.play(NEXT)
    # Those that could be opened at all play as far as they go, or are skipped.
    while "cut." in (playing := (await room.run("nowplaying")).text) or "damaged." in playing:
        await room.run("skip")
    await room.hears_now(NEXT, 40)
    stage.assert_clean()
