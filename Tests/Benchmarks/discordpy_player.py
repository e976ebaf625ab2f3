"""Stock discord.py: one client that plays the same music in every guild it sees, until its input ends.

usage: discordpy_player.py REST GATEWAY CA_FILE TOKEN MUSIC

MUSIC is a URL, played as the documentation says for Opus that needs no encoding: FFmpegOpusAudio(url, codec="copy").
Or it is a file: then its packets lie parsed in memory, the cheapest source there is, without ffmpeg or network.
Prints `idle KB` when it has joined no channel yet and `playing N` when every guild plays.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from pathlib import Path

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import rss_kb

from DiscordSimulator.media import opus_packets


class Packets(discord.AudioSource):
    """The same packets over and over."""

    def __init__(self, packets: list[bytes]) -> None:
        self._packets = packets
        self._position = 0

    def read(self) -> bytes:
        """The next one."""
        self._position = (self._position + 1) % len(self._packets)
        return self._packets[self._position]

    def is_opus(self) -> bool:
        """Passes through."""
        return True


async def main(rest: str, gateway: str, ca_file: str, token: str, media: str) -> None:
    """Logs in, joins everywhere, plays."""
    Route.BASE = rest
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    packets = [] if media.startswith("http") else opus_packets(Path(media))
    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=ca_file))
    client = discord.Client(intents=discord.Intents(guilds=True, voice_states=True), connector=connector)
    ready = asyncio.Event()

    @client.event
    async def on_ready() -> None:
        ready.set()

    run = asyncio.create_task(client.start(token))
    await asyncio.wait({asyncio.create_task(ready.wait()), run}, return_when=asyncio.FIRST_COMPLETED)
    if run.done():
        run.result()
    await asyncio.sleep(1)
    print("idle", int(rss_kb(os.getpid())), flush=True)
    limit = asyncio.Semaphore(8)

    async def play(guild: discord.Guild) -> None:
        async with limit:
            voice = await _connect(guild.voice_channels[0])
        voice.play(Packets(packets) if packets else discord.FFmpegOpusAudio(media, codec="copy"))

    await asyncio.gather(*(play(guild) for guild in client.guilds))
    print("playing", len(client.guilds), flush=True)
    await asyncio.to_thread(sys.stdin.read)


async def _connect(channel: discord.VoiceChannel) -> discord.VoiceClient:
    """Joins; once more where that took too long on a busy machine."""
    try:
        return await channel.connect(timeout=15, reconnect=True)
    except TimeoutError:
        return await channel.connect(timeout=30, reconnect=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
