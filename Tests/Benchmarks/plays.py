"""From the signed /play to the first RTP packet, and what an idle bot holds in memory."""

from __future__ import annotations

import asyncio
from pathlib import Path

from machine import median, rss_kb
from processes import SimulatedDiscord, bot, simulated_discord

REPETITIONS = 9
# Between two plays: the last track's five frames of silence, and the voice connection's end.
PAUSE = 0.7


async def measure_plays(folder: Path, media: Path) -> dict[str, float]:
    """Medians of `/play` in a channel the bot must join first (cold), and in one where it sits (warm)."""
    async with simulated_discord("--dave", "1") as discord, bot(discord, folder) as timmybot:
        await asyncio.sleep(3)
        results = {
            "idle.node_mb": rss_kb(timmybot.pid("voice-node")) / 1024,
            "idle.endpoint_mb": rss_kb(timmybot.pid("interactions")) / 1024,
        }
        url = (await discord.ask("media", path=str(media)))["url"]
        cold = [await _play(discord, url, before="leave") for _ in range(REPETITIONS + 1)][1:]
        warm = [await _play(discord, url, before="skip") for _ in range(REPETITIONS)]
    for name, values in (("cold", cold), ("warm", warm)):
        results |= {f"play.{name}_ms": median(values), f"play.{name}_worst_ms": max(values)}
    return results


async def _play(discord: SimulatedDiscord, url: str, *, before: str) -> float:
    await discord.ask("interaction", command=before)
    if before == "leave":
        await discord.ask("interaction", command="clear")
    await asyncio.sleep(PAUSE)
    await discord.ask("interaction", command="play", options={"query": url})
    for _ in range(100):
        first = (await discord.ask("stats"))["first_packet_ms"]
        if first is not None:
            return first
        await asyncio.sleep(0.05)
    raise TimeoutError("no packet within 5 s of /play")
