"""The interactions endpoint: signed PINGs beside bare C, and the latency of commands at half load."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from machine import cpu_seconds, median
from nacl.signing import SigningKey
from processes import Bot, bot, simulated_discord

SERVER_CPU, LOAD_CPU = 0, 1
CONNECTIONS = 16
ROUNDS, ROUND_SECONDS = 7, 1.0
LATENCY_SECONDS = 5.0
# As the bot's server has.
THREADS = 2


class Requests:
    """Signed requests in files, as `load` wants them."""

    def __init__(self, key: SigningKey, folder: Path, started: dict[str, Any]) -> None:
        self._key = key
        self._folder = folder
        self._started = started
        self._numbers: Iterator[int] = iter(range(1, 1 << 40))

    def pings(self) -> Path:
        """One PING, to be sent over and over."""
        body = {"id": "1", "application_id": self._started["application_id"], "type": 1, "token": "t", "version": 1}
        return self._write("ping", [body])

    def commands(self, name: str, count: int, **options: str) -> Path:
        """So many different slash commands: an id that comes again is answered from memory."""
        return self._write(name, [self.command(name, **options) for _ in range(count)])

    def command(self, name: str, **options: str) -> dict[str, Any]:
        """A slash command as Discord sends it."""
        # Ids carry their time: now.
        snowflake = (int(time.time() * 1000) - 1_420_070_400_000 << 22) + next(self._numbers) % (1 << 22)
        user = {"id": self._started["user"], "username": "ada", "global_name": "Ada", "discriminator": "0"}
        return {
            "id": str(snowflake),
            "application_id": self._started["application_id"],
            "type": 2,
            "token": f"token-{snowflake}",
            "version": 1,
            "guild_id": self._started["guild"],
            "channel_id": self._started["text_channel"],
            "locale": "en-US",
            "guild_locale": "en-US",
            "context": 0,
            "app_permissions": "8797166764801",
            "member": {"user": user, "roles": [], "permissions": "8797166764801", "joined_at": "2024-01-01T00:00:00Z"},
            "data": {
                "id": "1",
                "name": name,
                "type": 1,
                "options": [{"name": key, "type": 3, "value": value} for key, value in options.items()],
            },
        }

    def typing(self, command: str, option: str, words: list[str], *, count: int) -> Path:
        """So many letters typed into a command's option, the words in turn."""
        bodies = []
        for number in range(count):
            body = self.command(command, **{option: words[number % len(words)]})
            body["type"] = 4
            body["data"]["options"][0]["focused"] = True
            bodies.append(body)
        return self._write("typing", bodies)

    def post(self, url: str, body: dict[str, Any]) -> bytes:
        """The answer to one request."""
        headers, content = self.signed(body)
        with urllib.request.urlopen(urllib.request.Request(url, content, headers), timeout=5) as response:
            return response.read()

    async def wait_until_up(self, timmybot: Bot) -> None:
        """Until the endpoint answers a PING."""
        body = {"id": "1", "application_id": "2", "type": 1, "token": "t", "version": 1}
        for _ in range(100):
            try:
                await asyncio.to_thread(self.post, timmybot.url, body)
                return
            except OSError:
                await asyncio.sleep(0.1)
        raise TimeoutError("the endpoint does not answer")

    def signed(self, body: dict[str, Any]) -> tuple[dict[str, str], bytes]:
        """The headers and the bytes of a request."""
        content = json.dumps(body, separators=(",", ":")).encode()
        timestamp = str(int(time.time()))
        signature = self._key.sign(timestamp.encode() + content).signature.hex()
        return {
            "X-Signature-Ed25519": signature,
            "X-Signature-Timestamp": timestamp,
            "Content-Type": "application/json",
            "User-Agent": "Discord-Interactions/1.0 (+https://discord.com)",
        }, content

    def _write(self, name: str, bodies: list[dict[str, Any]]) -> Path:
        path = self._folder / f"{name}.requests"
        with path.open("wb") as file:
            for body in bodies:
                headers, content = self.signed(body)
                fields = {"Host": "127.0.0.1"} | headers | {"Content-Length": str(len(content))}
                head = "POST /interactions HTTP/1.1\r\n" + "".join(f"{key}: {fields[key]}\r\n" for key in fields)
                request = head.encode() + b"\r\n" + content
                file.write(struct.pack("<I", len(request)) + request)
        return path


async def measure_endpoint(folder: Path, programs: dict[str, Path], media: Path) -> dict[str, float]:
    """PINGs a second against the floor, then the latency of /ping and /queue at half of what the bot can do."""
    key = SigningKey.generate()
    public_key = key.verify_key.encode().hex()
    floor = await asyncio.create_subprocess_exec(
        *(str(programs["endpoint"]), public_key, str(THREADS)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert floor.stdin and floor.stdout
    floor_port = int(await floor.stdout.readline())
    try:
        async with simulated_discord() as discord, bot(discord, folder, DISCORD_PUBLIC_KEY=public_key) as timmybot:
            requests = Requests(key, folder, discord.started)
            await requests.wait_until_up(timmybot)
            load = Load(programs["load"])
            results = await _pings(load, requests, timmybot, floor.pid, floor_port)
            url = (await discord.ask("media", path=str(media)))["url"]
            await asyncio.to_thread(requests.post, timmybot.url, requests.command("play", query=url))
            for name in ("ping", "queue"):
                results |= await _latency(load, requests, timmybot, name)
    finally:
        floor.stdin.close()
        await floor.wait()
    return results


class Load:
    """Runs the load generator."""

    def __init__(self, program: Path) -> None:
        self._program = program

    async def run(
        self,
        port: int,
        file: Path,
        *,
        seconds: float,
        rate: float = 0,
        repeat: bool = False,
        expected: str,
        connections: int = CONNECTIONS,
        cpu: int | None = None,
    ) -> dict[str, float]:
        """What it measured; raises `RuntimeError` where an answer was not the expected one."""
        arguments = [str(port), str(connections), str(seconds), str(rate), str(int(repeat)), expected, str(file)]
        process = await asyncio.create_subprocess_exec(
            str(self._program), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        if cpu is not None:
            _pin(process.pid, cpu)
        output, errors = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"load: {output.decode()} {errors.decode()}")
        return json.loads(output)


async def _pings(load: Load, requests: Requests, timmybot: Bot, floor: int, floor_port: int) -> dict[str, float]:
    file = requests.pings()
    servers = {"floor": (floor, floor_port), "bot": (timmybot.pid("interactions"), timmybot.port)}
    rates: dict[str, list[float]] = {name: [] for name in servers}
    costs: dict[str, list[float]] = {name: [] for name in servers}
    for pid, _ in servers.values():
        _pin(pid, SERVER_CPU)
    for _ in range(ROUNDS):
        for name, (pid, port) in servers.items():
            before = cpu_seconds(pid)
            figures = await load.run(
                port, file, seconds=ROUND_SECONDS, repeat=True, expected='{"type":1}', cpu=LOAD_CPU
            )
            rates[name].append(figures["rate"])
            costs[name].append((cpu_seconds(pid) - before) * 1e6 / figures["requests"])
    _unpin(timmybot.pid("interactions"))
    ratios = [mine / bare for mine, bare in zip(rates["bot"], rates["floor"], strict=True)]
    return {
        "endpoint.ping.floor_ratio": median(ratios),
        "endpoint.ping.per_second": median(rates["bot"]),
        "endpoint.ping.floor_per_second": median(rates["floor"]),
        "endpoint.ping.cpu_us": median(costs["bot"]),
        "endpoint.ping.floor_cpu_us": median(costs["floor"]),
        "endpoint.ping.cpu_floor_ratio": median(costs["floor"]) / median(costs["bot"]),
    }


async def _latency(load: Load, requests: Requests, timmybot: Bot, name: str) -> dict[str, float]:
    expected = '"type":4'
    most = await load.run(timmybot.port, requests.commands(name, 6000), seconds=2, expected=expected, connections=8)
    rate = most["rate"] / 2
    file = requests.commands(name, int(rate * LATENCY_SECONDS * 1.1) + 10)
    half = await load.run(timmybot.port, file, seconds=LATENCY_SECONDS, rate=rate, expected=expected, connections=64)
    figures = {f"{key}_ms": half[f"{key}_us"] / 1000 for key in ("p50", "p99", "p999")}
    figures |= {"most_per_second": most["rate"], "half_load_per_second": half["rate"]}
    return {f"endpoint.{name}.{key}": value for key, value in figures.items()}


def _pin(pid: int, cpu: int) -> None:
    """Lets every thread of a process run on one CPU only, where there are several."""
    _allow(pid, {cpu % (os.cpu_count() or 1)})


def _unpin(pid: int) -> None:
    _allow(pid, set(range(os.cpu_count() or 1)))


def _allow(pid: int, cpus: set[int]) -> None:
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), cpus)
