"""Effects: what processing costs beside bare libopus, and that it costs nothing once it is switched off."""

from __future__ import annotations

import asyncio
from pathlib import Path

import voice
from machine import median, number
from processes import BENCHMARKS, bot, simulated_discord

STREAMS = 20
CASES = ("none", "volume", "equalizer", "speed", "all")
# Streams of the run with effects switched on and off again.
PLAYING = 30


async def measure_effects(folder: Path, media: dict[str, Path], floor: Path) -> dict[str, float]:
    """Milliseconds of CPU for a second of one stream, and what of a core that is."""
    bare = []
    for _ in range(3):
        with media["pcm"].open("rb") as sound:
            bare.append(
                number(floor, str(voice.CHANNEL_BITRATE), str(voice.COMPLEXITY), str(STREAMS), stdin=sound)
            )
    results = {"effects.floor_cpu_ms": median(bare)}
    for case in CASES:
        values = [number(BENCHMARKS, "effects", case, str(STREAMS), media["opus"]) for _ in range(3)]
        results[f"effects.{case}_cpu_ms"] = median(values)
        # As much as bare encoding would be 1; decoding is in it.
        results[f"effects.{case}_ratio"] = results["effects.floor_cpu_ms"] / median(values)
    results["effects.streams_per_core"] = 1000 / results["effects.all_cpu_ms"]
    return results | await _measure_off(folder, media["opus"])


async def _measure_off(folder: Path, media: Path) -> dict[str, float]:
    """The same streams before an effect, with one, and after it was switched off."""
    options = ("--guilds", str(PLAYING), "--dave", "1", "--count-only")
    async with simulated_discord(*options) as discord, bot(discord, folder) as timmybot:
        url = (await discord.ask("media", path=str(media)))["url"]
        await voice._play(discord, url, 0, PLAYING)
        node = timmybot.pid("voice-node")

        async def everywhere(percent: int) -> None:
            for guild in discord.guilds:
                await discord.ask("interaction", command="volume", guild=guild, options={"percent": percent})
            await asyncio.sleep(voice.SETTLING)

        await asyncio.sleep(voice.SETTLING)
        before = (await voice._windows(discord, node, PLAYING))["cpu_ms"]
        await everywhere(80)
        on = (await voice._windows(discord, node, PLAYING))["cpu_ms"]
        await everywhere(100)
        off = (await voice._windows(discord, node, PLAYING))["cpu_ms"]
    return {"effects.off_ratio": off / before, "effects.on_cpu_ms": on, "effects.off_cpu_ms": off}
