"""Finding music: proposals while typing, /search with its picker, "Play this", a station whose titles change.

YouTube is the simulated one; real yt-dlp asks it through its proxy option, as everywhere in these tests.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from DiscordSimulator import Simulator
from DiscordSimulator.certificates import Certificates
from DiscordSimulator.media import Ladder
from ProviderSimulator.youtube.innertube import HOSTS, InnerTube, Proxy, Video

from .conftest import StageMaker
from .stage import Room, Stage
from .station import Station
from .test_player import components, player_shows

FIRST = Ladder(base=400, step=25, seconds=20)
SECOND = Ladder(base=1_500, step=25, seconds=20)
UPLOAD = Ladder(base=2_600, step=25, seconds=20)


@contextlib.asynccontextmanager
async def with_youtube(make_stage: StageMaker, folder: Path) -> AsyncIterator[tuple[Stage, InnerTube]]:
    """A stage whose lookups meet the simulated YouTube, which has two songs."""
    tube = InnerTube()
    made = folder / "tube"
    made.mkdir()
    certificates = Certificates.make(made, names=HOSTS)
    trusted = folder / "trusted.pem"

    def trust_both(discord: Simulator) -> None:
        assert discord.ca_file is not None
        trusted.write_bytes(discord.ca_file.read_bytes() + certificates.ca_file.read_bytes())

    async with (
        Proxy(tube, certificates.server_context()) as proxy,
        make_stage(
            trust_both,
            TIMMYBOT_YTDLP_PYTHON=sys.executable,
            TIMMYBOT_YTDLP_PROXY=proxy.url,
            TIMMYBOT_CA_FILE=str(trusted),
        ) as stage,
    ):
        for number, (ladder, title) in enumerate([(FIRST, "Zoë - Leiter"), (SECOND, "Zoë - Leiter (Live)")]):
            tube.add(Video(f"{number}aaaaaaaaaa", title, "Zoë", 20, [stage.publish(ladder, "webm")]))
        yield stage, tube
        assert not proxy.refused


async def proposals(stage: Stage, room: Room, typed: str, within: float = 30) -> list[dict[str, str]]:
    """Types until there are proposals; each answer must come in time for who is typing."""
    deadline = time.monotonic() + within
    while True:
        choices = await stage.endpoint.autocomplete(room.guild, room.person, "play", "query", query=typed)
        if choices or time.monotonic() > deadline:
            return choices
        await asyncio.sleep(0.2)


async def test_what_is_found_is_proposed_picked_and_heard(make_stage: StageMaker, tmp_path: Path) -> None:
    async with with_youtube(make_stage, tmp_path) as (stage, tube):
        room = stage.room()
        choices = await proposals(stage, room, "zoë leit")
        assert choices[0]["name"] == "Zoë - Leiter — Zoë · YouTube · 0:20", choices
        assert choices[0]["value"] == "https://www.youtube.com/watch?v=0aaaaaaaaaa"
        # What was asked for once is not asked for with the next letter.
        asked = len(tube.searches)
        assert await proposals(stage, room, "zoë leit") == choices
        assert len(tube.searches) == asked

        found = await room.run("search", words="zoë leiter")
        assert found.ephemeral and "Leiter \\(Live\\)" in found.text, found.text
        select = next(item for item in components(found.reply) if item["type"] == 3)
        values = [option["value"] for option in select["options"]]
        assert select["max_values"] == 2
        chosen = await stage.endpoint.click(found, room.person, select["custom_id"], values=values[::-1])
        assert not chosen.ephemeral and "Leiter \\(Live\\)" in chosen.text, chosen.text
        await room.hears_now(SECOND, timeout=20)
        await player_shows(room, "YouTube · Opus ")
        await player_shows(room, " · original quality")
        await room.run("skip")
        await room.hears_now(FIRST, timeout=20)

        # /wrong-song: the other recording takes its place.
        offered = await room.run("wrong-song")
        select = next(item for item in components(offered.reply) if item["type"] == 3)
        right = select["options"][0]["value"]
        put_right = await stage.endpoint.click(offered, room.person, select["custom_id"], values=[right])
        assert "plays instead" in put_right.text, put_right.text
        await room.hears_now(SECOND, timeout=20)

        # Nothing found says what helps; so does having linked nothing.
        nothing = await room.run("search", words="nosuchsong")
        assert "Check the spelling" in nothing.text
        for command in ("my-playlists", "liked-songs", "recommendations"):
            assert "linked no account" in (told := await room.run(command)).text and told.ephemeral, told.text
        stage.assert_clean()


async def test_proposals_are_empty_while_the_player_is_down(make_stage: StageMaker) -> None:
    async with make_stage() as stage:
        room = stage.room()
        node = stage.bot.kill("voice-node")
        assert await stage.endpoint.autocomplete(room.guild, room.person, "play", "query", query="leit") == []
        await stage.bot.restarted("voice-node", node)
        await stage.bot.at_gateway()
        stage.assert_clean()


async def test_a_message_s_file_and_a_station_with_changing_titles(stage: Stage) -> None:
    room = stage.room()
    path = stage.file(UPLOAD, "mp3")
    attachment = {
        "id": "78",
        "filename": path.name,
        "size": path.stat().st_size,
        "url": stage.discord.media.publish(path),
        "content_type": "audio/mpeg",
    }
    image = attachment | {"id": "79", "filename": "cover.png", "content_type": "image/png"}
    message = {"id": "77", "content": "mine", "attachments": [image, attachment], "channel_id": "1"}
    played = await stage.endpoint.use_on(room.guild, room.person, "Play this", message)
    assert "Ladder 2600" in played.text, played.text
    await room.hears_now(UPLOAD)

    async with Station(stage.file(FIRST, "mp3"), "Zoë - Leiter") as station:
        assert "Leiter" in (await room.run("play", query=station.url, place="now")).text
        assert station.asked_for_titles
        await room.hears_now(FIRST, timeout=20)
        station.title = "Zoë - Treppe"
        deadline = time.monotonic() + 30
        while "Treppe" not in (told := (await room.run("nowplaying")).text):
            assert time.monotonic() < deadline, told
            await asyncio.sleep(0.3)
        assert "Radio Ladder" in told, told
        await room.run("stop")
    stage.assert_clean()
