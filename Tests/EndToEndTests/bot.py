"""The bot under test as a process: settings, start, crash, stop, and its log for when something fails."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import signal
import socket
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from DiscordSimulator import Simulator

ROOT = Path(__file__).resolve().parents[2]
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "TZ", "TSAN_OPTIONS", "ASAN_OPTIONS", "LD_LIBRARY_PATH")
LOG_TAIL = 120


def binary() -> Path:
    """The executable to test: TIMMYBOT_BINARY, or the release build."""
    return Path(os.environ.get("TIMMYBOT_BINARY") or ROOT / ".build/release/timmybot")


# Of /proc/net/tcp.
TCP_STATES = {"01": "established", "06": "waiting", "08": "closed by the other end", "0A": "listening"}
PORTS = itertools.count(os.getpid())


def free_port() -> int:
    """A TCP port that is free, below those that the kernel gives to whoever asks for any.

    Each of several test processes has a range of its own.
    """
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", 20_000 + 1_000 * (process % 12) + next(PORTS) % 1_000))
            return probe.getsockname()[1]


@dataclass(frozen=True)
class Usage:
    """One sample of a process: resident memory in KiB, open files, threads, child processes."""

    at: float
    rss_kib: int
    files: int
    threads: int
    children: int


class Bot:
    """`timmybot up` with its own data folder and ports."""

    def __init__(self, discord: Simulator, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.node_port = free_port()
        self.log = folder / "bot.log"
        self.process: asyncio.subprocess.Process | None = None
        self._discord = discord
        self.environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        if preload := os.environ.get("TIMMYBOT_PRELOAD"):
            self.environment["LD_PRELOAD"] = preload
        self.environment |= discord.environment()
        self.environment |= {
            "TIMMYBOT_PORT": str(self.port),
            "TIMMYBOT_NODE_PORT": str(self.node_port),
            "TIMMYBOT_DATA_DIR": str(folder / "data"),
            "TIMMYBOT_ALLOWLIST": "off",
            "TIMMYBOT_LOG_LEVEL": "debug",
        }
        self.environment |= settings

    @property
    def data(self) -> Path:
        """The data folder."""
        return Path(self.environment["TIMMYBOT_DATA_DIR"])

    @property
    def interactions_url(self) -> str:
        """Where Discord delivers interactions."""
        return f"http://127.0.0.1:{self.port}/interactions"

    async def start(self) -> None:
        """Starts `timmybot up`; returns at once."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(str(binary()), "up"),
                env=self.environment,
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def run(self, *arguments: str, timeout: float = 30) -> tuple[int, str]:
        """Runs another subcommand with the same settings; its exit status and output."""
        process = await asyncio.create_subprocess_exec(
            *(str(binary()), *arguments),
            env=self.environment,
            cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await asyncio.wait_for(process.communicate(), timeout)
        return process.returncode or 0, output.decode(errors="replace")

    async def at_gateway(self, timeout: float = 30) -> None:
        """Waits until the voice node has a session at the gateway."""
        gateway = self._discord.gateway
        await self._discord.signal.wait_for(
            lambda: gateway.live_sessions() or self.ended, timeout, "the bot at the gateway"
        )
        assert not self.ended, "the bot ended while it was starting"

    @property
    def ended(self) -> bool:
        """Whether `up` is gone."""
        return self.process is None or self.process.returncode is not None

    def child(self, role: str) -> int | None:
        """The process id of the part `voice-node` or `interactions`; None while it isn't running."""
        assert self.process is not None
        for pid in children(self.process.pid):
            with contextlib.suppress(OSError):
                arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if role.encode() in arguments:
                    return pid
        return None

    def kill(self, role: str) -> int:
        """SIGKILLs one part, as a crash would end it; returns the process id that died."""
        pid = self.child(role)
        assert pid is not None, f"there is no {role} process"
        os.kill(pid, signal.SIGKILL)
        return pid

    async def restarted(self, role: str, former: int, timeout: float = 20) -> int:
        """Waits until `up` has started a part anew; its new process id."""
        deadline = time.monotonic() + timeout
        while (pid := self.child(role)) in (None, former):
            assert time.monotonic() < deadline, f"{role} was not restarted within {timeout:g} s"
            await asyncio.sleep(0.02)
        assert pid is not None
        return pid

    def usage(self, role: str) -> Usage | None:
        """What one part holds right now; None while it isn't running."""
        pid = self.child(role)
        if pid is None:
            return None
        try:
            status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
            files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        except (OSError, ValueError):
            return None
        return Usage(
            time.monotonic(), int(status["VmRSS"].split()[0]), files, int(status["Threads"]), len(children(pid))
        )

    def open_files(self, role: str) -> dict[str, int]:
        """What the open files of one part are: sockets by protocol and state, others by their names."""
        pid = self.child(role)
        assert pid is not None, f"there is no {role} process"
        sockets = {}
        for protocol in ("tcp", "tcp6", "udp", "udp6"):
            for line in Path(f"/proc/{pid}/net/{protocol}").read_text().splitlines()[1:]:
                words = line.split()
                state = TCP_STATES.get(words[3], words[3]) if protocol.startswith("tcp") else ""
                sockets[words[9]] = f"{protocol[:3]} {state}".strip()
        counts: Counter[str] = Counter()
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                target = str(link.readlink())
                inode = target.removeprefix("socket:[").removesuffix("]")
                counts[sockets.get(inode, target.split(":[")[0])] += 1
        return dict(sorted(counts.items()))

    def children(self, role: str) -> list[int]:
        """The process ids of one part's own children (decoders)."""
        pid = self.child(role)
        return [] if pid is None else children(pid)

    async def stop(self, timeout: float = 15) -> int | None:
        """Asks the bot to stop (SIGTERM) and returns its exit status; kills it if it doesn't."""
        if self.process is None:
            return None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.process.wait(), timeout)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()
            return None

    def log_tail(self, lines: int = LOG_TAIL) -> str:
        """The end of the bot's log."""
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class SecureBot(Bot):
    """The bot with TLS of its own, as browsers and Discord reach it."""

    @property
    def base(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def interactions_url(self) -> str:
        return f"{self.base}/interactions"


def children(pid: int) -> list[int]:
    """The process ids of a process's children."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found
