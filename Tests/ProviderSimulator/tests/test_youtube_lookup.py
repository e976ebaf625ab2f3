"""The bot's own lookup worker, with real yt-dlp in it, meets the simulated YouTube."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from DiscordSimulator.certificates import Certificates
from ProviderSimulator.youtube.innertube import HOSTS, InnerTube, Proxy, Video

ROOT = Path(__file__).resolve().parents[3]
WORKER = ROOT / "Sources/Catalog/Sites/worker.py"


class Worker:
    """worker.py as the voice node starts it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._number = 0

    async def ask(self, **question: object) -> list[dict]:
        """All lines of an answer."""
        self._number += 1
        line = json.dumps({"id": self._number, "limit": 10, "depth": 1, **question})
        self.process.stdin.write(line.encode() + b"\n")
        lines = []
        while not lines or not lines[-1].get("done"):
            text = await asyncio.wait_for(self.process.stdout.readline(), 60)
            assert text, "the worker ended"
            lines.append(json.loads(text))
        return lines


@pytest.fixture
def tube() -> InnerTube:
    tube = InnerTube()
    places = ["http://127.0.0.1:9/1", "http://127.0.0.1:9/2"]
    tube.add(Video("aaaaaaaaaaa", "Zoë - Leiter (Official Video)", "Zoë", 181, places))
    tube.add(Video("bbbbbbbbbbb", "Leiter (Cover)", "Somebody", 190, ["http://127.0.0.1:9/3"], verified=False))
    return tube


@pytest.fixture
async def worker(tube: InnerTube, tmp_path: Path) -> AsyncIterator[Worker]:
    certificates = Certificates.make(tmp_path, names=HOSTS)
    folder = tmp_path / "sites"
    folder.mkdir()
    async with Proxy(tube, certificates.server_context()) as proxy:
        settings = {
            "special": ["127.0.0.0/8", "10.0.0.0/8"],
            "allowed": ["127.0.0.1/32"],
            "folder": str(folder),
            "runtime": "",
            "runtime_name": "node",
            "proxy": proxy.url,
            "format": "774/251/bestaudio",
            "fragments": 100,
            "socket_timeout": 10,
            "system_certificates": True,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-u", str(WORKER), json.dumps(settings)),
            env={"LC_ALL": "C.UTF-8", "HOME": str(folder), "SSL_CERT_FILE": str(certificates.ca_file)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            assert "ready" in json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
            yield Worker(process)
            assert not proxy.refused
        finally:
            process.kill()
            await process.wait()


async def test_words_find_videos_with_length_channel_and_badge(worker: Worker, tube: InnerTube) -> None:
    (answer,) = await worker.ask(do="search", words="--exec leiter", count=5)
    assert answer["tracks"] == []
    (answer,) = await worker.ask(do="search", words="leiter", count=5)
    first, second = answer["tracks"]
    assert (first["site"], first["id"]) == ("Youtube", "aaaaaaaaaaa")
    assert first["title"] == "Zoë - Leiter (Official Video)"
    assert (first["artist"], first["milliseconds"], first["verified"]) == ("Zoë", 181_000, True)
    assert second["verified"] is False
    # What was typed is words to YouTube, and nothing to yt-dlp.
    assert tube.searches == ["--exec leiter", "leiter"]


async def test_opus_is_preferred_and_its_address_renewed_in_the_same_format(worker: Worker) -> None:
    (answer,) = await worker.ask(do="open", url="https://www.youtube.com/watch?v=aaaaaaaaaaa")
    assert "tracks" in answer or "error" in answer, answer
    track = answer["tracks"][0]
    assert (track["title"], track["artist"]) == ("Zoë - Leiter (Official Video)", "Zoë")
    assert (track["audio"]["format"], track["audio"]["codec"]) == ("251", "opus")
    first = track["audio"]["url"]
    (answer,) = await worker.ask(do="open", url="https://youtu.be/aaaaaaaaaaa", format="251")
    assert answer["tracks"][0]["audio"]["format"] == "251"
    assert answer["tracks"][0]["audio"]["url"] != first


@pytest.mark.parametrize(
    ("playability", "error"),
    [
        ({"status": "LOGIN_REQUIRED", "reason": "Sign in to confirm you’re not a bot"}, "botCheck"),
        ({"status": "LOGIN_REQUIRED", "reason": "Sign in to confirm your age"}, "ageRestricted"),
        ({"status": "LOGIN_REQUIRED", "reason": "This is a private video. Please sign in."}, "signInNeeded"),
        ({"status": "ERROR", "reason": "Video unavailable"}, "unavailable"),
        ({"status": "UNPLAYABLE", "reason": "This video is not available in your country"}, "regionLocked"),
    ],
)
async def test_walls_have_names(worker: Worker, tube: InnerTube, playability: dict[str, str], error: str) -> None:
    tube.playability = playability
    (answer,) = await worker.ask(do="open", url="https://www.youtube.com/watch?v=aaaaaaaaaaa")
    assert "tracks" in answer or "error" in answer, answer
    assert answer["error"] == error, answer["words"]
