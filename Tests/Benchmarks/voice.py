"""Streams: CPU, memory and evenness of many at once, beside stock discord.py and bare C."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
from pathlib import Path

from machine import cpu_seconds, median, number, rss_kb, thread_seconds, tree
from processes import SimulatedDiscord, bot, simulated_discord

OPUS_KBPS = 128
# What a frame of that bitrate has, for the floor.
FRAME_BYTES = OPUS_KBPS * 1000 // 8 // 50
# Of the simulated voice channels; the bot encodes for its channel.
CHANNEL_BITRATE = 64_000
COMPLEXITY = 10
MUSIC_SECONDS = 300
MUSIC = (
    "aevalsrc='0.2*sin(2*PI*(220+40*sin(t/3))*t)+0.1*sin(2*PI*660*t)|0.2*sin(2*PI*330*t)':s=44100:d={0}[tone];"
    "anoisesrc=color=pink:amplitude=0.15:seed=1:sample_rate=44100:duration={0}[noise];"
    "[tone][noise]amix=2:duration=shortest,aformat=channel_layouts=stereo"
)
# Gateway commands a minute are limited, a connection: 120, of which the bot keeps some back for heartbeats.
JOINS_A_CONNECTION = 100
WINDOWS, WINDOW_SECONDS = 3, 5.0
SETTLING = 3.0
# Whose share of the CPU is told apart: what sends, and what downloads.
THREADS = ("audio-driver", "http-client")


def make_media(folder: Path) -> dict[str, Path]:
    """One piece of music as Ogg/Opus (48 kHz stereo, 20 ms: passes through), as MP3 (44.1 kHz) and a part decoded."""
    wav, opus, mp3, pcm = (folder / name for name in ("music.wav", "music.opus", "music.mp3", "music.pcm"))
    _ffmpeg("-filter_complex", MUSIC.format(MUSIC_SECONDS), wav)
    _ffmpeg("-i", wav, "-c:a", "libopus", "-b:a", f"{OPUS_KBPS}k", "-frame_duration", "20", "-f", "ogg", opus)
    _ffmpeg("-i", wav, "-c:a", "libmp3lame", "-b:a", "192k", mp3)
    _ffmpeg("-i", mp3, "-t", "40", "-ac", "2", "-ar", "48000", "-f", "f32le", pcm)
    wav.unlink()
    return {"opus": opus, "mp3": mp3, "pcm": pcm}


def _ffmpeg(*arguments: str | Path) -> None:
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments)], check=True, timeout=180)


async def measure_passthrough(
    folder: Path, media: Path, floor: Path, *, dave: int, counts: list[int]
) -> dict[str, float]:
    """So many streams one after the other, in one node: CPU, memory and spacing."""
    results: dict[str, float] = {}
    options = ("--guilds", str(max(counts)), "--dave", str(dave), "--count-only")
    async with simulated_discord(*options) as discord, bot(discord, folder) as timmybot:
        url = (await discord.ask("media", path=str(media)))["url"]
        node = timmybot.pid("voice-node")
        await asyncio.sleep(2)
        idle = rss_kb(node)
        playing = 0
        for count in counts:
            await _play(discord, url, playing, count)
            playing = count
            await asyncio.sleep(SETTLING)
            figures = await _windows(discord, node, count)
            results |= {f"voice.passthrough.{count}.{key}": value for key, value in figures.items()}
            results[f"voice.passthrough.{count}.rss_kb"] = (rss_kb(node) - idle) / count
        results["violations"] = float(len((await discord.ask("violations"))["violations"]))
    for count in counts:
        values = [number(floor, "stream", str(count), "2.5", str(FRAME_BYTES), str(dave)) for _ in range(3)]
        results[f"voice.passthrough.{count}.floor_cpu_ms"] = median(values)
    return results


async def _play(discord: SimulatedDiscord, url: str, start: int, end: int) -> None:
    """Starts the streams from `start` to `end`, each in its guild, and waits until all play."""
    for first in range(start, end, JOINS_A_CONNECTION):
        if end > JOINS_A_CONNECTION:
            # The limit is a connection's: without a new one 500 joins would take four minutes.
            await discord.ask("fault", what="gateway-reconnect")
            await asyncio.sleep(2)
            await discord.ask("ready")
        limit = asyncio.Semaphore(8)

        async def play(guild: str, limit: asyncio.Semaphore = limit) -> None:
            async with limit:
                await discord.ask("interaction", command="play", guild=guild, options={"query": url})

        last = min(end, first + JOINS_A_CONNECTION)
        await asyncio.gather(*(play(guild) for guild in discord.guilds[first:last]))
        await _wait_for_streams(discord, last)


async def _wait_for_streams(discord: SimulatedDiscord, count: int, timeout: float = 60) -> None:
    deadline = asyncio.get_running_loop().time() + timeout
    while (playing := (await discord.ask("spacing", seconds=0.5))["streams"]) < count:
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"{playing} of {count} streams play")


async def _windows(discord: SimulatedDiscord, pid: int, count: int) -> dict[str, float]:
    """Medians over a few windows. CPU is in milliseconds for a second of one stream."""
    measured: dict[str, list[float]] = {}
    for _ in range(WINDOWS):
        before, began = cpu_seconds(pid), asyncio.get_running_loop().time()
        threads = {name: thread_seconds(pid, name) for name in THREADS}
        spacing = await discord.ask("spacing", seconds=WINDOW_SECONDS)
        cpu = cpu_seconds(pid) - before
        elapsed = asyncio.get_running_loop().time() - began
        figures = {f"{name}_ms": value for name, value in spacing["deviation_ms"].items()}
        figures |= {"cpu_ms": cpu * 1000 / elapsed / count, "lost": float(spacing["lost"])}
        for name, seconds in threads.items():
            figures[f"{name}_cpu_ms"] = (thread_seconds(pid, name) - seconds) * 1000 / elapsed / count
        for name, value in figures.items():
            measured.setdefault(name, []).append(value)
    return {name: median(values) for name, values in measured.items()}


async def measure_discordpy(media: Path, *, dave: int, count: int, downloads: bool) -> dict[str, float]:
    """Stock discord.py with as many streams of the same music in the same simulated Discord.

    Either it `downloads` from the URL that the bot is given, or it has the packets in memory.
    """
    options = ("--guilds", str(count), "--dave", str(dave), "--count-only")
    async with simulated_discord(*options) as discord:
        music = (await discord.ask("media", path=str(media)))["url"] if downloads else str(media)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(Path(__file__).with_name("discordpy_player.py"))),
            *(discord.started["rest"], discord.started["gateway"], discord.started["ca_file"]),
            *(discord.started["token"], music),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin and process.stdout
        try:
            idle = int((await asyncio.wait_for(process.stdout.readline(), 60)).split()[1])
            await asyncio.wait_for(process.stdout.readline(), 120)
            await _wait_for_streams(discord, count)
            await asyncio.sleep(SETTLING)
            figures = await _windows(discord, process.pid, count)
            figures["rss_kb"] = (rss_kb(process.pid) - idle) / count
        finally:
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
    source = "discordpy" if downloads else "discordpy.in_memory"
    return {f"{source}.passthrough.{count}.{key}": value for key, value in figures.items()}


async def measure_transcode(folder: Path, media: dict[str, Path], floor: Path, *, count: int) -> dict[str, float]:
    """MP3 streams against libopus alone with the same settings on the same sound."""
    options = ("--guilds", str(count), "--dave", "1", "--count-only")
    async with simulated_discord(*options) as discord, bot(discord, folder) as timmybot:
        url = (await discord.ask("media", path=str(media["mp3"])))["url"]
        await _play(discord, url, 0, count)
        await asyncio.sleep(SETTLING)
        node = timmybot.pid("voice-node")
        figures = await _windows(discord, node, count)
        children = await _share_of_children(node)
    bare = []
    for _ in range(3):
        with media["pcm"].open("rb") as sound:
            bare.append(number(floor, str(CHANNEL_BITRATE), str(COMPLEXITY), str(count), stdin=sound))
    decoding = median([_decoding_ms(media["mp3"]) for _ in range(3)])
    return {
        "voice.transcode.cpu_ms": figures["cpu_ms"],
        "voice.transcode.p99_ms": figures["p99_ms"],
        "voice.transcode.ffmpeg_share": children,
        "voice.transcode.floor_cpu_ms": median(bare),
        "voice.transcode.floor_ratio": median(bare) / figures["cpu_ms"],
        "voice.transcode.decoding_floor_cpu_ms": decoding,
        "voice.transcode.whole_floor_ratio": (median(bare) + decoding) / figures["cpu_ms"],
        "voice.transcode.streams_per_core": 1000 / figures["cpu_ms"],
    }


def _decoding_ms(mp3: Path) -> float:
    """What ffmpeg alone takes to decode and resample a second of it, with nobody to wait for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _ffmpeg("-threads", "1", "-i", mp3, "-ac", "2", "-ar", "48000", "-f", "f32le", "-threads", "1", "/dev/null")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000 / MUSIC_SECONDS


async def _share_of_children(pid: int) -> float:
    """How much of the CPU time goes to child processes (ffmpeg)."""

    def own() -> float:
        return cpu_seconds(pid) - sum(cpu_seconds(child) for child in tree(pid)[1:])

    whole_before, own_before = cpu_seconds(pid), own()
    await asyncio.sleep(4)
    whole, node = cpu_seconds(pid) - whole_before, own() - own_before
    return 1 - node / whole
