"""The processes of a run: the simulated Discord, the bot's two parts, and other programs."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import random
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from machine import ROOT

TESTS = ROOT / "Tests"
BINARY = Path(os.environ.get("TIMMYBOT_BINARY") or ROOT / ".build/release/timmybot")
BENCHMARKS = Path(os.environ.get("TIMMYBOT_BENCHMARKS") or ROOT / ".build/release/Benchmarks")
SECRET = "a secret of the benchmarks, 32 by"
LINE_LIMIT = 1 << 22


class SimulatedDiscord:
    """The simulator in a process of its own, driven by its control protocol."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.started: dict[str, Any] = {}
        self._process = process
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._ids = itertools.count()

    async def ask(self, do: str, **fields: Any) -> dict[str, Any]:
        """One command; raises `RuntimeError` where it fails."""
        assert self._process.stdin
        number = next(self._ids)
        self._answers[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps({"do": do, "id": number} | fields).encode() + b"\n")
        answer = await self._answers[number]
        if not answer["ok"]:
            raise RuntimeError(f"{do}: {answer['error']}")
        return answer

    async def read(self) -> None:
        """Passes answers on until the simulator ends."""
        assert self._process.stdout
        while line := await self._process.stdout.readline():
            answer = json.loads(line)
            self._answers.pop(answer["id"]).set_result(answer)

    @property
    def guilds(self) -> list[str]:
        """Their ids."""
        return [guild["guild"] for guild in self.started["guilds"]]


@contextlib.asynccontextmanager
async def simulated_discord(*options: str) -> AsyncIterator[SimulatedDiscord]:
    """A running simulator; it ends with the context."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "DiscordSimulator", *options),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
        limit=LINE_LIMIT,
    )
    assert process.stdin and process.stdout
    discord = SimulatedDiscord(process)
    discord.started = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
    reader = asyncio.create_task(discord.read())
    try:
        yield discord
    finally:
        process.stdin.close()
        await _end(process)
        reader.cancel()


class Bot:
    """`timmybot interactions` and `timmybot voice-node`, each a process that can be measured."""

    def __init__(self, discord: SimulatedDiscord, folder: Path, **settings: str) -> None:
        self.port, self.node_port = free_port(), free_port()
        self.log = folder / f"bot-{self.port}.log"
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self.environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment |= discord.started["environment"]
        self.environment |= {
            "TIMMYBOT_PORT": str(self.port),
            "TIMMYBOT_NODE_PORT": str(self.node_port),
            # A folder of its own: ports come again, and with an earlier bot's folder its queues would.
            "TIMMYBOT_DATA_DIR": tempfile.mkdtemp(prefix="data-", dir=folder),
            "TIMMYBOT_JOB_SECRET": SECRET,
            "TIMMYBOT_ALLOWLIST": "off",
        }
        self.environment |= settings

    @property
    def url(self) -> str:
        """Where Discord delivers interactions."""
        return f"http://127.0.0.1:{self.port}/interactions"

    def pid(self, part: str) -> int:
        """The process of `voice-node` or `interactions`."""
        return self._processes[part].pid

    async def start(self, part: str) -> None:
        """Starts a part; returns at once."""
        with self.log.open("ab") as log:
            self._processes[part] = await asyncio.create_subprocess_exec(
                *(str(BINARY), part), env=self.environment, stdin=asyncio.subprocess.PIPE, stdout=log, stderr=log
            )

    async def stop(self) -> None:
        """Ends both parts."""
        await asyncio.gather(*(_end(process, ask=True) for process in self._processes.values()))


@contextlib.asynccontextmanager
async def bot(discord: SimulatedDiscord, folder: Path, **settings: str) -> AsyncIterator[Bot]:
    """The whole bot, at the gateway and answering."""
    started = Bot(discord, folder, **settings)
    try:
        await started.start("voice-node")
        await started.start("interactions")
        await discord.ask("ready", timeout=60)
        if "DISCORD_PUBLIC_KEY" not in settings:
            await discord.ask("endpoint", url=started.url, timeout=60)
        yield started
    except BaseException:
        lines = started.log.read_text(errors="replace").splitlines()
        print(*[line for line in lines if "INFO" not in line][-40:], sep="\n", file=sys.stderr)
        raise
    finally:
        await started.stop()


async def _end(process: asyncio.subprocess.Process, *, ask: bool = False) -> None:
    if ask:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    try:
        await asyncio.wait_for(process.wait(), 15)
    except TimeoutError:
        process.kill()
        await process.wait()


def free_port() -> int:
    """A TCP port that is free, below those that the kernel gives to whoever asks for any."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", random.randrange(20_000, 32_000)))
            return probe.getsockname()[1]
