"""The media server: files, ranges and faults."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from DiscordSimulator import Simulator
from DiscordSimulator.listening import Heard, Recording
from DiscordSimulator.media import Ladder, MediaFault, MediaLibrary, opus_packets

LADDER = Ladder(seconds=3)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        yield session


def test_a_ladder_survives_opus(media: MediaLibrary) -> None:
    recording = Recording()
    for number, packet in enumerate(opus_packets(media.file(LADDER))):
        recording.add(Heard(number * 20_000_000, 1, number, number * 960, packet))
    assert [LADDER.second_of(tone) for tone in recording.tones()] == [0, 1, 2]
    assert -15.7 < recording.loudness() < -14.7
    assert recording.spacing().worst == 0
    recording.packets[75:] = [replace(item, arrival=item.arrival + 3_000_000) for item in recording.packets[75:]]
    assert recording.spacing().worst == 3


def heard(packets: list[bytes]) -> Recording:
    recording = Recording()
    for number, packet in enumerate(packets):
        recording.add(Heard(number * 20_000_000, 1, number, number * 960, packet))
    return recording


def test_passages_tell_what_is_missing_and_what_came_twice() -> None:
    source = [b"%d" % number for number in range(100)]
    source[40] = source[20]

    def places(packets: list[bytes]) -> list[tuple[int, int]]:
        return [(passage.first, passage.last) for passage in heard(packets).passages(source)]

    assert places(source) == [(0, 99)]
    assert places([*source[:50], b"\xf8\xff\xfe", *source[50:]]) == [(0, 99)]
    assert places(source[:30] + source[33:]) == [(0, 29), (33, 99)]
    assert places(source[:30] + source[25:60]) == [(0, 29), (25, 59)]
    assert places(source[:40] + source[40:]) == [(0, 99)]
    assert places(source[:35] + source[40:50]) == [(0, 34), (40, 49)]
    with pytest.raises(ValueError, match="packet 1 "):
        places([source[0], b"noise"])
    passage = heard(source[10:20]).passages(source)[0]
    assert (passage.began, passage.ended) == (0, 0.18)


@pytest.mark.parametrize("kind", ["wav", "webm", "mp3", "m4a", "flac", "ogg", "opus-mono", "opus-60ms"])
def test_every_format_can_be_made(media: MediaLibrary, kind: str) -> None:
    data = media.file(LADDER, kind).read_bytes()
    assert len(data) > 10_000
    if kind == "m4a":
        assert data.rfind(b"moov") > data.find(b"mdat") > 0


async def test_ranges(discord: Simulator, media: MediaLibrary, http: aiohttp.ClientSession) -> None:
    path = media.file(LADDER)
    data = path.read_bytes()
    url = discord.media.publish(path)
    assert await (await http.get(url)).read() == data
    part = await http.get(url, headers={"Range": "bytes=100-299"})
    assert part.status == 206 and await part.read() == data[100:300]
    assert part.headers["Content-Range"] == f"bytes 100-299/{len(data)}"
    rest = await http.get(url, headers={"Range": "bytes=1000-"})
    assert await rest.read() == data[1000:]
    assert (await http.get(url, headers={"Range": f"bytes={len(data)}-"})).status == 416
    assert next(request.range for request in discord.media.behind(url).requests) is None


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (MediaFault(close_at=5_000), aiohttp.ClientPayloadError),
        (MediaFault(length_offset=1_000), aiohttp.ClientPayloadError),
        (MediaFault(stall_at=5_000), asyncio.TimeoutError),
        (MediaFault(endless=True, bytes_per_second=100_000), asyncio.TimeoutError),
    ],
)
async def test_faults_break_the_transfer(
    discord: Simulator, media: MediaLibrary, http: aiohttp.ClientSession, fault: MediaFault, error: type[Exception]
) -> None:
    url = discord.media.publish(media.file(LADDER), fault)
    with pytest.raises(error):
        async with http.get(url, timeout=aiohttp.ClientTimeout(total=1)) as response:
            await response.read()


async def test_faults_of_the_status(discord: Simulator, media: MediaLibrary, http: aiohttp.ClientSession) -> None:
    path = media.file(LADDER)
    gone = discord.media.publish(path, MediaFault(fail_from_request=2))
    assert [(await http.get(gone)).status for _ in range(3)] == [200, 404, 404]
    moved = discord.media.publish(path, MediaFault(redirect="http://169.254.169.254/"))
    answer = await http.get(moved, allow_redirects=False)
    assert answer.headers["Location"] == "http://169.254.169.254/"
    once = discord.media.publish(path, MediaFault(status=500, times=1))
    assert [(await http.get(once)).status for _ in range(2)] == [500, 200]
