"""A bare client for the simulator's own tests: it says exactly what a test tells it to, right or wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import socket
import struct
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

from DiscordSimulator import ChannelType, Guild, Simulator

FRAME = 960


class Socket:
    """A websocket whose messages wait in a queue; op 1/3 are sent by the test itself."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, compressed: bool = False) -> None:
        self.socket = socket
        self._inflate = zlib.decompressobj() if compressed else None

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def receive(self, timeout: float = 5) -> dict[str, Any] | bytes | int:
        """The next message: JSON, bytes (voice), or the close code."""
        message = await self.socket.receive(timeout)
        if message.type is aiohttp.WSMsgType.TEXT:
            return json.loads(message.data)
        if message.type is aiohttp.WSMsgType.BINARY:
            if self._inflate is None:
                return message.data
            data = self._inflate.decompress(message.data)
            while not message.data.endswith(b"\x00\x00\xff\xff"):
                message = await self.socket.receive(timeout)
                data += self._inflate.decompress(message.data)
            return json.loads(data)
        return self.socket.close_code or 1006

    async def until(self, op: int, event: str | None = None) -> dict[str, Any]:
        """Skips to a message; fails if the connection ends."""
        while True:
            message = await self.receive()
            assert not isinstance(message, int), f"closed with {message} while waiting for op {op}"
            if isinstance(message, dict) and message["op"] == op and (event is None or message["t"] == event):
                return message

    async def closed(self) -> int:
        """Skips to the end and returns the close code."""
        while not isinstance(message := await self.receive(), int):
            pass
        return message


class RawClient:
    """One HTTP session for any number of websockets."""

    def __init__(self, discord: Simulator, http: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.http = http

    async def open(self, url: str, *, compressed: bool = False) -> Socket:
        return Socket(await self.http.ws_connect(url), compressed=compressed)

    async def gateway(self, query: str = "?v=10&encoding=json") -> Socket:
        return await self.open(f"{self.discord.gateway.url}/{query}", compressed="zlib" in query)

    async def identify(self, gateway: Socket, **changes: Any) -> None:
        body = {"token": self.discord.world.application.token, "intents": 129, "properties": {"os": "linux"}}
        await gateway.send(2, body | changes)

    async def connected(self) -> tuple[Socket, dict[str, Any]]:
        gateway = await self.gateway()
        await gateway.until(10)
        await self.identify(gateway)
        return gateway, (await gateway.until(0, "READY"))["d"]

    async def voice(self, guild: Guild, *, dave: int = 0, mode: str | None = None) -> RawVoice:
        """Joins the voice channel with a gateway session of its own and shakes hands up to op 4."""
        gateway, ready = await self.connected()
        channel = guild.first_channel(ChannelType.VOICE)
        await gateway.send(4, {"guild_id": str(guild.id), "channel_id": str(channel.id)})
        server = (await gateway.until(0, "VOICE_SERVER_UPDATE"))["d"]
        voice = RawVoice(self, guild, gateway, ready["session_id"], server)
        await voice.connect(dave)
        await voice.select(mode or self.discord.voice.knobs.modes[0])
        return voice


class RawVoice:
    """A voice connection under the test's control."""

    def __init__(
        self, client: RawClient, guild: Guild, gateway: Socket, session_id: str, server: dict[str, Any]
    ) -> None:
        self.client = client
        self.gateway = gateway
        self.identity = {"server_id": str(guild.id), "session_id": session_id, "token": server["token"]}
        self.user_id = str(client.discord.world.application.bot.id)
        scheme = "wss" if client.discord.certificates else "ws"
        self.url = f"{scheme}://{server['endpoint']}/?v=8"
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.setblocking(False)
        self.udp.bind(("127.0.0.1", 0))
        self.seq, self.timestamp, self.counter = random.randrange(60_000), random.randrange(1 << 32), 0
        self.ready: dict[str, Any] = {}
        self.description: dict[str, Any] = {}

    async def connect(self, dave: int = 0) -> None:
        self.socket = await self.client.open(self.url)
        await self.socket.until(8)
        await self.socket.send(0, self.identity | {"user_id": self.user_id, "max_dave_protocol_version": dave})
        self.ready = (await self.socket.until(2))["d"]
        self.udp.connect((self.ready["ip"], self.ready["port"]))

    async def discover(self, tries: int = 5) -> tuple[str, int]:
        loop = asyncio.get_running_loop()
        for _ in range(tries):
            self.udp.send(struct.pack(">HHI", 1, 70, self.ready["ssrc"]) + bytes(66))
            with contextlib.suppress(TimeoutError):
                answer = await asyncio.wait_for(loop.sock_recv(self.udp, 100), 0.3)
                return answer[8:72].rstrip(b"\0").decode(), int.from_bytes(answer[72:74], "big")
        raise AssertionError("IP discovery was never answered")

    async def select(self, mode: str) -> None:
        address, port = await self.discover()
        await self.socket.send(1, {"protocol": "udp", "data": {"address": address, "port": port, "mode": mode}})
        self.description = (await self.socket.until(4))["d"]

    async def speak(self) -> None:
        await self.socket.send(5, {"speaking": 1, "delay": 0, "ssrc": self.ready["ssrc"]})
        stream = self.client.discord.voice.streams[int(self.identity["server_id"])][-1]
        await self.client.discord.signal.wait_for(lambda: stream.speaking_announced, 5)

    def packet(self, payload: bytes, *, extension: bytes = b"", **wrong: int) -> bytes:
        """Seals the next packet; `seq`, `timestamp`, `counter`, `ssrc`, `type` override what would be right."""
        self.seq, self.timestamp = (self.seq + 1) & 0xFFFF, (self.timestamp + FRAME) & 0xFFFFFFFF
        self.counter += 1
        header = struct.pack(
            ">BBHII",
            0x90 if extension else 0x80,
            wrong.get("type", 0x78),
            wrong.get("seq", self.seq),
            wrong.get("timestamp", self.timestamp),
            wrong.get("ssrc", self.ready["ssrc"]),
        )
        if extension:
            header += b"\xbe\xde" + struct.pack(">H", len(extension) // 4)
        nonce = struct.pack(">I", wrong.get("counter", self.counter))
        key = bytes(self.description["secret_key"])
        if "aes" in self.description["mode"]:
            sealed = AESGCM(key).encrypt(nonce + bytes(8), extension + payload, header)
        else:
            sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(extension + payload, header, nonce + bytes(20), key)
        return header + sealed + nonce

    def send(self, payload: bytes, **how: Any) -> None:
        self.udp.send(self.packet(payload, **how))

    async def resume(self, seq_ack: int) -> Socket:
        self.socket = await self.client.open(self.url)
        await self.socket.until(8)
        await self.socket.send(7, self.identity | {"seq_ack": seq_ack})
        return self.socket


@contextlib.asynccontextmanager
async def raw_client(discord: Simulator) -> AsyncIterator[RawClient]:
    context = discord.certificates.client_context() if discord.certificates else None
    connector = aiohttp.TCPConnector(ssl=context) if context else None
    async with aiohttp.ClientSession(connector=connector) as http:
        yield RawClient(discord, http)
