"""Words that nobody searched for before: signed /search to its answer, real yt-dlp at the simulated YouTube."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from machine import median
from processes import SimulatedDiscord, bot, simulated_discord

from DiscordSimulator.certificates import Certificates
from ProviderSimulator.youtube.innertube import HOSTS, InnerTube, Proxy, Video

SEARCHES = 9


async def measure_searching(folder: Path) -> dict[str, float]:
    """Median and worst; the first search finds yt-dlp's process warm, as those after it do."""
    made = folder / "youtube"
    made.mkdir()
    certificates, tube, trusted = Certificates.make(made, names=HOSTS), InnerTube(), made / "trusted.pem"
    for number in range(SEARCHES + 1):
        tube.add(Video(f"{number}aaaaaaaaaa", f"Lantern {number}", "Zoë", 20, []))
    async with Proxy(tube, certificates.server_context()) as proxy, simulated_discord() as discord:
        own = discord.started["environment"].get("TIMMYBOT_CA_FILE")
        trusted.write_bytes((Path(own).read_bytes() if own else b"") + certificates.ca_file.read_bytes())
        settings = {
            "TIMMYBOT_YTDLP_PYTHON": sys.executable,
            "TIMMYBOT_YTDLP_PROXY": proxy.url,
            "TIMMYBOT_CA_FILE": str(trusted),
        }
        async with bot(discord, folder, **settings):
            times = [await _search(discord, number) for number in range(SEARCHES + 1)][1:]
    return {"resolve.cold_ms": median(times), "resolve.cold_worst_ms": max(times)}


async def _search(discord: SimulatedDiscord, number: int) -> float:
    clock = asyncio.get_running_loop()
    began = clock.time()
    answer = await discord.ask("interaction", command="search", options={"words": f"lantern {number}"})
    taken = (clock.time() - began) * 1000
    if "Lantern" not in (answer.get("reply") or ""):
        raise RuntimeError(f"not found: {answer.get('reply')!r}")
    return taken
