"""Proposals while somebody types, under load, with no site ever answering: out of the history and the cache."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from pathlib import Path

from endpoint import Load, Requests
from nacl.signing import SigningKey
from processes import bot, simulated_discord

RATE = 100
SECONDS = 10
PLAYED = ("lantern road", "lantern bridge", "harbour lantern")


async def measure_autocomplete(folder: Path, programs: dict[str, Path], media: Path) -> dict[str, float]:
    """Latencies from when each letter was due to its whole answer, which must name what was played before."""
    silent = await asyncio.start_server(_say_nothing, "127.0.0.1", 0)
    proxy = f"http://127.0.0.1:{silent.sockets[0].getsockname()[1]}"
    key = SigningKey.generate()
    settings = {"DISCORD_PUBLIC_KEY": key.verify_key.encode().hex(), "TIMMYBOT_YTDLP_PROXY": proxy}
    async with silent, simulated_discord() as discord, bot(discord, folder, **settings) as timmybot:
        requests = Requests(key, folder, discord.started)
        await requests.wait_until_up(timmybot)
        for title in PLAYED:
            url = (await discord.ask("media", path=str(_titled(folder, media, title))))["url"]
            await asyncio.to_thread(requests.post, timmybot.url, requests.command("play", query=url))
            # What was played is the history, what plays is not.
            await asyncio.to_thread(requests.post, timmybot.url, requests.command("skip"))
        load = Load(programs["load"])
        file = requests.typing("play", "query", ["lan", "lant", "lantern", "lantern r"], count=RATE * SECONDS)
        figures = await load.run(timmybot.port, file, seconds=SECONDS, rate=RATE, expected="lantern", connections=32)
    return {f"autocomplete.{key}_ms": figures[f"{key}_us"] / 1000 for key in ("p50", "p99", "p999")} | {
        "autocomplete.per_second": figures["rate"]
    }


def _titled(folder: Path, media: Path, title: str) -> Path:
    path = folder / (title.replace(" ", "-") + ".opus")
    command = ["ffmpeg", "-loglevel", "error", "-i", str(media), "-c", "copy", "-metadata", f"title={title}", str(path)]
    subprocess.run(command, check=True)
    return path


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    # Until the other side gives up, or the measurement ends.
    with contextlib.suppress(ConnectionError, asyncio.CancelledError):
        while await reader.read(4096):
            pass
    writer.close()
