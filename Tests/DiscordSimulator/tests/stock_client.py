"""Stock discord.py, pointed at the simulator by its URL constants and a connector that trusts the CA; no patches."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import discord as stock
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from DiscordSimulator import Guild, Simulator
from DiscordSimulator.media import opus_packets

READY_TIMEOUT = 20


class PacketSource(stock.AudioSource):
    """Plays the packets of an Ogg/Opus file exactly as they are."""

    def __init__(self, path: Path) -> None:
        self.packets = opus_packets(path)
        self._position = 0

    def read(self) -> bytes:
        if self._position >= len(self.packets):
            return b""
        self._position += 1
        return self.packets[self._position - 1]

    def is_opus(self) -> bool:
        return True


@contextlib.asynccontextmanager
async def stock_client(simulator: Simulator) -> AsyncIterator[stock.Client]:
    """A logged-in discord.py client that has seen every guild."""
    assert simulator.certificates is not None
    Route.BASE = simulator.rest_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(simulator.gateway.url)
    connector = aiohttp.TCPConnector(ssl=simulator.certificates.client_context())
    client = stock.Client(intents=stock.Intents(guilds=True, voice_states=True), connector=connector)
    run = asyncio.create_task(client.start(simulator.world.application.token))
    try:
        await _ready(client, run)
        yield client
    finally:
        await client.close()
        await asyncio.wait([run], timeout=5)
        await connector.close()


async def _ready(client: stock.Client, run: asyncio.Task[None]) -> None:
    while "loop" not in vars(client) or not isinstance(client._ready, asyncio.Event):
        # `start` sets the client up on its first steps; there is no event for that.
        if run.done():
            run.result()
        await asyncio.sleep(0)
    ready = asyncio.create_task(client.wait_until_ready())
    done, _ = await asyncio.wait({ready, run}, timeout=READY_TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
    if run in done:
        run.result()
    assert ready in done, "discord.py did not become ready"


async def join(client: stock.Client, guild: Guild, channel_id: int | None = None) -> stock.VoiceClient:
    """discord.py joins a voice channel."""
    seen = client.get_guild(guild.id)
    assert seen is not None
    channel = seen.get_channel(channel_id) if channel_id else seen.voice_channels[0]
    assert isinstance(channel, stock.VoiceChannel | stock.StageChannel)
    return await channel.connect(timeout=20, reconnect=True)


async def play(voice: stock.VoiceClient, source: stock.AudioSource) -> asyncio.Future[None]:
    """Starts playing; the future is done when discord.py reports the end."""
    loop = asyncio.get_running_loop()
    finished: asyncio.Future[None] = loop.create_future()

    def after(error: Exception | None) -> None:
        settle = (lambda: finished.set_exception(error)) if error else (lambda: finished.set_result(None))
        loop.call_soon_threadsafe(settle)

    voice.play(source, after=after)
    return finished
