"""Media servers and files misbehave: people are told, and the next track plays."""

from __future__ import annotations

from pathlib import Path

import pytest

from DiscordSimulator.media import Ladder, MediaFault

from .stage import Stage

BROKEN = Ladder(base=400, step=20, seconds=20)
NEXT = Ladder(base=2_000, step=50, seconds=5)


@pytest.mark.parametrize("kind", ["opus", "mp3"])
async def test_a_dropped_transfer_is_continued_by_a_range_request(stage: Stage, kind: str) -> None:
    room = stage.room()
    url = stage.publish(BROKEN, kind, MediaFault(close_at=60_000, times=1))
    await room.run("play", query=url)
    heard = await room.hears(BROKEN.seconds - 1, timeout=BROKEN.seconds + 20)
    seconds = [BROKEN.second_of(tone) for tone in heard.tones()]
    assert seconds == list(range(len(seconds)))
    requests = stage.discord.media.behind(url).requests
    assert len(requests) >= 2 and requests[-1].range is not None
    stage.assert_clean()


FAULTS = {
    "gone at once": MediaFault(status=404),
    "gone in the middle": MediaFault(close_at=60_000, fail_from_request=2),
    "truncated": MediaFault(truncate_at=60_000, ignore_range=True, fail_from_request=2),
    "stalled": MediaFault(stall_at=60_000, ignore_range=True),
    "promises too much": MediaFault(length_offset=5_000, ignore_range=True),
    "promises too little": MediaFault(length_offset=-100_000, ignore_range=True),
    "a redirect without end": MediaFault(redirect="/"),
    "no music at all": MediaFault(content_type="text/html"),
}


@pytest.mark.parametrize("what", FAULTS)
async def test_after_a_broken_track_the_next_one_plays(stage: Stage, tmp_path: Path, what: str) -> None:
    room = stage.room()
    fault = FAULTS[what]
    if what == "no music at all":
        page = tmp_path / "page.html"
        page.write_text("<!doctype html><title>Not music</title>" * 500)
        await room.run("play", query=stage.discord.media.publish(page, fault))
    else:
        url = stage.publish(BROKEN, "opus", fault)
        if fault.redirect:
            fault.redirect = url
        await room.run("play", query=url)
    await room.play(NEXT)
    await stage.discord.signal.wait_for(
        lambda: NEXT.second_of(room.heard.last_tone()) is not None, 45, "the track after the broken one"
    )
    stage.assert_clean()


async def test_an_endless_stream_plays_and_can_be_skipped(stage: Stage) -> None:
    room = stage.room()
    await room.run("play", query=stage.publish(BROKEN, "mp3", MediaFault(endless=True, bytes_per_second=40_000)))
    await room.hears(3)
    await room.play(NEXT)
    await room.run("skip")
    await stage.discord.signal.wait_for(
        lambda: NEXT.second_of(room.heard.last_tone()) is not None, 10, "the next track"
    )
    stage.assert_clean()


async def test_a_slow_server_that_keeps_up_is_no_fault(stage: Stage) -> None:
    room = stage.room()
    await room.play(NEXT, "opus", MediaFault(bytes_per_second=30_000, first_byte_delay=0.5))
    heard = await room.hears(NEXT.seconds - 0.5)
    assert [NEXT.second_of(tone) for tone in heard.tones()][:4] == [0, 1, 2, 3]
    stage.assert_clean()


@pytest.mark.parametrize("kind", ["opus", "webm", "mp3", "m4a", "flac", "wav"])
async def test_damaged_files_do_not_stop_the_player(stage: Stage, tmp_path: Path, kind: str) -> None:
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
    await stage.discord.signal.wait_for(
        lambda: NEXT.second_of(room.heard.last_tone()) is not None, 40, "the track after the damaged ones"
    )
    stage.assert_clean()
