"""The main gateway, spoken to by hand."""

from __future__ import annotations

import ssl
from typing import Any

import aiohttp
import pytest

from DiscordSimulator import Simulator

from .raw_client import raw_client


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": 1 << 40}, 4013),
        ({"intents": 1 << 15}, 4014),
        ({"shard": [2, 2]}, 4010),
    ],
)
async def test_wrong_identifies_are_fatal(discord: Simulator, changes: dict[str, Any], code: int) -> None:
    async with raw_client(discord) as client:
        gateway = await client.gateway()
        assert (await gateway.until(10))["d"]["heartbeat_interval"] == 41_250
        await client.identify(gateway, **changes)
        assert await gateway.closed() == code


async def test_missed_events_are_replayed_and_then_resumed_is_said(discord: Simulator) -> None:
    guild = discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        gateway, ready = await client.connected()
        created = await gateway.until(0, "GUILD_CREATE")
        assert {channel["type"] for channel in created["d"]["channels"]} == {0, 2}
        assert ready["guilds"] == [{"id": str(guild.id), "unavailable": True}]
        discord.gateway.cut()
        assert await gateway.closed() == 1006
        for name in ("one", "two"):
            discord.world.add_channel(guild, name)
        again = await client.open(ready["resume_gateway_url"] + "/?v=10&encoding=json")
        await again.until(10)
        token = discord.world.application.token
        await again.send(6, {"token": token, "session_id": ready["session_id"], "seq": created["s"]})
        names = [(await again.until(0, "CHANNEL_CREATE"))["d"]["name"] for _ in range(2)]
        assert names == ["one", "two"]
        assert (await again.until(0))["t"] == "RESUMED"
        await again.socket.close(code=1000)
        await discord.signal.wait_for(lambda: not discord.gateway.sessions, 5, "the session forgotten")


async def test_invalid_sessions_reconnects_and_withheld_acks(discord: Simulator) -> None:
    discord.gateway.knobs.invalidate_on_identify = 1
    async with raw_client(discord) as client:
        gateway = await client.gateway()
        await client.identify(gateway)
        assert (await gateway.until(9))["d"] is False
        await client.identify(gateway)
        await gateway.until(0, "READY")
        discord.gateway.ask_reconnect()
        await gateway.until(7)
        await gateway.send(1, 1)
        await gateway.until(11)
        discord.gateway.knobs.withhold_acks = True
        await gateway.send(1, 1)
        discord.gateway.invalidate(resumable=True)
        assert (await gateway.receive()) == {"op": 9, "d": True, "s": None, "t": None}


@pytest.mark.parametrize("split", [False, True])
async def test_zlib_stream_is_one_context_for_the_connection(discord: Simulator, split: bool) -> None:
    discord.gateway.knobs.split_compressed_frames = split
    discord.world.add_guild("Alpha")
    async with raw_client(discord) as client:
        gateway = await client.gateway("?v=10&encoding=json&compress=zlib-stream")
        await gateway.until(10)
        await client.identify(gateway)
        await gateway.until(0, "GUILD_CREATE")


async def test_the_send_limit_and_the_payload_limit(discord: Simulator) -> None:
    async with raw_client(discord) as client:
        gateway, _ = await client.connected()
        for _ in range(120):
            await gateway.send(1, 1)
        assert await gateway.closed() == 4008
        gateway, _ = await client.connected()
        await gateway.send(3, "x" * 4_096)
        assert await gateway.closed() == 4002
    assert {item.rule for item in discord.violations.all()} == {
        "more than 120 messages in 60 s",
        "payload above 4096 bytes",
    }


async def test_the_session_start_limit_counts_identifies(discord: Simulator) -> None:
    discord.gateway.knobs.session_limit_remaining = 2
    async with raw_client(discord) as client:
        await client.connected()
        headers = {"User-Agent": "DiscordBot (x, 1)", "Authorization": f"Bot {discord.world.application.token}"}
        async with client.http.get(f"{discord.rest_url}/gateway/bot", headers=headers) as response:
            assert (await response.json())["session_start_limit"]["remaining"] == 1


async def test_a_client_that_offers_h2_does_not_get_http_1(discord: Simulator) -> None:
    assert discord.certificates is not None
    context = discord.certificates.client_context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    connector = aiohttp.TCPConnector(ssl=context)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=2)) as http:
        _, writer = await _tls(discord, context)
        assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == "h2"
        writer.close()
        assert http.closed is False


async def _tls(discord: Simulator, context: ssl.SSLContext) -> Any:
    import asyncio

    host, port = discord.gateway.url.removeprefix("wss://").split(":")
    return await asyncio.open_connection(host, int(port), ssl=context)
