"""Many guilds, random commands and faults for a long time: nothing grows, nothing leaks, nothing is lost."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from DiscordSimulator.media import Ladder, MediaFault

from .bot import ROOT, Usage
from .conftest import StageMaker
from .stage import Room, Stage
from .test_encryption import encrypted

SECONDS = float(os.environ.get("TIMMYBOT_SOAK_SECONDS", "1800"))
GUILDS = int(os.environ.get("TIMMYBOT_SOAK_GUILDS", "50"))
SEED = int(os.environ.get("TIMMYBOT_SEED", "0")) or random.randrange(1, 1 << 32)
REPORT = ROOT / ".build/soak.json"
ROLES = ("voice-node", "interactions")
# Files may be open that somebody is just reading; threads of the runtime's pools come and go.
SPARE_FILES, SPARE_THREADS = 2, 4
# Connections kept for the next request, beside one a guild to where its music came from.
SPARE_CONNECTIONS = 16
LADDERS = [Ladder(base=300 + 100 * number, step=20, seconds=20) for number in range(5)]
KINDS = ("opus", "opus", "opus", "webm", "mp3")
COMMANDS = ("skip", "skip", "pause", "resume", "resume", "nowplaying", "queue", "stop", "clear", "privacy")


@dataclass
class Soak:
    """One run: what was done, and what both parts held meanwhile."""

    stage: Stage
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[Usage]] = field(default_factory=lambda: {role: [] for role in ROLES})
    failures: list[str] = field(default_factory=list)
    received: int = 0
    lost: int = 0

    async def live(self, room: Room, chance: random.Random, until: float) -> None:
        """One guild's random life."""
        while time.monotonic() < until:
            try:
                what = await self.act(room, chance)
                self.done[what] += 1
            except AssertionError as failure:
                # Counted, and judged at the end: a busy machine may miss Discord's three seconds once in a while.
                self.failures.append(str(failure))
            await asyncio.sleep(chance.uniform(1, 8))

    async def act(self, room: Room, chance: random.Random) -> str:
        """One random command or fault; its name."""
        voice, action = room.stage.discord.voice, chance.random()
        if action < 0.45:
            fault = MediaFault(close_at=40_000, times=1) if chance.random() < 0.1 else None
            await room.play(chance.choice(LADDERS), chance.choice(KINDS), fault)
            return "play"
        if action < 0.80:
            command = chance.choice(COMMANDS)
            await room.run(command)
            return command
        if action < 0.88:
            voice.interrupt(room.guild, chance.choice([4015, None]))
            return "voice websocket broken"
        if action < 0.91:
            voice.end(room.guild, chance.choice([4006, 4009]))
            return "voice session lost"
        if action < 0.94:
            voice.change_region(room.guild)
            return "region changed"
        if action < 0.96:
            voice.kick(room.guild)
            return "kicked"
        if action < 0.98:
            self.stage.discord.leave_voice(room.guild, room.person)
            await asyncio.sleep(chance.uniform(0, 1))
            room.listener = self.stage.discord.join_voice(room.guild, room.person)
            return "listener left and came"
        await room.run("leave")
        return "leave"

    async def disturb(self, until: float) -> None:
        """Now and then the gateway or REST fails for everyone."""
        gateway, rest = self.stage.discord.gateway, self.stage.discord.rest.knobs
        while time.monotonic() < until:
            await asyncio.sleep(self.chance.uniform(15, 45))
            match self.chance.randrange(9):
                case 0 | 1:
                    gateway.cut()
                    self.done["gateway cut"] += 1
                case 2 | 3:
                    gateway.ask_reconnect()
                    self.done["gateway op 7"] += 1
                case 4:
                    gateway.invalidate(resumable=False)
                    self.done["gateway op 9"] += 1
                case 5 | 6:
                    rest.fail(path="/webhooks/|/channels/", status=500, times=3)
                    self.done["REST 500"] += 1
                case _:
                    rest.fail(path="/webhooks/|/channels/", scope="user", retry_after=0.3, times=3)
                    self.done["REST 429"] += 1

    async def watch(self, until: float) -> None:
        """Samples both parts, and forgets recordings, which would fill this process."""
        while time.monotonic() < until:
            for role, kept in self.samples.items():
                if usage := self.stage.bot.usage(role):
                    kept.append(usage)
            for streams in self.stage.discord.voice.streams.values():
                for stream in streams:
                    stream.frames.clear()
            for call in self.stage.discord.voice.calls.values():
                for listener in call.listeners.values():
                    for recording in listener.recordings.values():
                        recording.packets.clear()
            await asyncio.sleep(min(5, SECONDS / 60))

    async def run(self, rooms: list[Room], seconds: float) -> None:
        """Everybody lives for so long."""
        until = time.monotonic() + seconds
        lives = [self.live(room, random.Random(self.chance.random()), until) for room in rooms]
        await asyncio.gather(self.watch(until), self.disturb(until), *lives)

    async def rest(self, rooms: list[Room]) -> dict[str, Usage]:
        """Everybody stops; what both parts hold then."""
        await self.stage.bot.at_gateway()
        for room in rooms:
            await room.run("stop")
        here = self.stage.bot_id
        await self.stage.discord.signal.wait_for(
            lambda: all(here not in room.guild.voice_states for room in rooms), 30, "the bot out of every channel"
        )
        # Idle connections are closed, and workers end, within this time.
        await asyncio.sleep(min(20, SECONDS / 10))
        usages = {role: self.stage.bot.usage(role) for role in ROLES}
        assert all(usages.values()), "a part is not running"
        return {role: usage for role, usage in usages.items() if usage}

    def count_packets(self) -> None:
        """Sums up all streams."""
        streams = [item for streams in self.stage.discord.voice.streams.values() for item in streams]
        self.received = sum(stream.received for stream in streams)
        self.lost = sum(stream.lost for stream in streams)


def without_idle(files: dict[str, int]) -> int:
    """Open files but for connections over TCP, of which some are kept for the next request."""
    return sum(count for name, count in files.items() if not name.startswith("tcp ") or name == "tcp listening")


def slope(samples: list[Usage]) -> float:
    """The growth of resident memory in KiB an hour: least squares over the second half."""
    kept = samples[len(samples) // 2 :]
    times = np.array([sample.at for sample in kept])
    return float(np.polyfit((times - times[0]) / 3_600, np.array([item.rss_kib for item in kept], float), 1)[0])


def dropped_by_kernel(ports: set[int]) -> int:
    """Datagrams that found no room in the simulator's own sockets."""
    dropped = 0
    for line in Path("/proc/net/udp").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[1].split(":")[1], 16) in ports:
            dropped += int(fields[-1])
    return dropped


def report(soak: Soak, before: dict[str, Usage], after: dict[str, Usage], kernel: int) -> dict[str, Any]:
    """The run as it is written to `.build/soak.json`."""
    parts = {}
    for role, kept in soak.samples.items():
        parts[role] = {
            "rss_kib_first": kept[0].rss_kib,
            "rss_kib_highest": max(item.rss_kib for item in kept),
            "rss_kib_last": kept[-1].rss_kib,
            "rss_kib_per_hour": round(slope(kept)),
            "at_rest_before": {name: value for name, value in asdict(before[role]).items() if name != "at"},
            "at_rest_after": {name: value for name, value in asdict(after[role]).items() if name != "at"},
        }
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "seed": SEED,
        "seconds": SECONDS,
        "guilds": GUILDS,
        "done": dict(soak.done.most_common()),
        "unanswered": soak.failures,
        "packets": {"received": soak.received, "lost": soak.lost, "dropped_by_simulator_socket": kernel},
        "parts": parts,
    }


def table(result: dict[str, Any]) -> str:
    """The report for people."""
    lines = [f"soak: seed {result['seed']}, {result['seconds']:g} s, {result['guilds']} guilds"]
    lines.append(", ".join(f"{count} {name}" for name, count in result["done"].items()))
    lines.append(f"{len(result['unanswered'])} commands without an answer in time")
    packets = result["packets"]
    lines.append(
        f"packets: {packets['received']} received, {packets['lost']} lost, of which "
        f"{packets['dropped_by_simulator_socket']} found no room in the simulator's sockets"
    )
    lines.append(f"{'':14}{'RSS KiB':>20}{'slope/h':>9}{'files':>10}{'threads':>10}{'children':>10}")
    for role, part in result["parts"].items():
        before, after = part["at_rest_before"], part["at_rest_after"]
        memory = f"{part['rss_kib_first']}..{part['rss_kib_highest']}"
        counts = "".join(f"{before[name]} > {after[name]}".rjust(10) for name in ("files", "threads", "children"))
        lines.append(f"{role:14}{memory:>20}{part['rss_kib_per_hour']:>9}{counts}")
    return "\n".join(lines)


@pytest.mark.soak
@pytest.mark.timeout(SECONDS * 1.5 + 400)
async def test_a_long_run_leaks_and_loses_nothing(make_stage: StageMaker) -> None:
    print(f"\nsoak: TIMMYBOT_SEED={SEED} TIMMYBOT_SOAK_SECONDS={SECONDS:g} TIMMYBOT_SOAK_GUILDS={GUILDS}", flush=True)
    async with make_stage(encrypted, TIMMYBOT_LOG_LEVEL="info") as stage:
        rooms = [stage.room(f"Guild {number}") for number in range(GUILDS)]
        for ladder in LADDERS:
            for kind in set(KINDS):
                stage.file(ladder, kind)
        soak = Soak(stage, random.Random(SEED))
        # What a first use brings stays: pools, caches, connections. After that, nothing may.
        await soak.run(rooms, SECONDS / 10)
        before = await soak.rest(rooms)
        files_before = {role: stage.bot.open_files(role) for role in ROLES}
        for kept in soak.samples.values():
            kept.clear()
        await soak.run(rooms, SECONDS)
        after = await soak.rest(rooms)
        files_after = {role: stage.bot.open_files(role) for role in ROLES}
        soak.count_packets()
        kernel = dropped_by_kernel({stage.discord.udp.port(number) for number in range(len(stage.discord.udp.sockets))})
        result = report(soak, before, after, kernel) | {"files_before": files_before, "files_after": files_after}
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(json.dumps(result, indent=2) + "\n")
        print(table(result), flush=True)
        assert soak.received > SECONDS * GUILDS, "hardly any music was heard"
        assert len(soak.failures) <= sum(soak.done.values()) / 200, soak.failures[:5]
        assert soak.lost <= kernel, f"{soak.lost - kernel} packets were lost that nobody dropped"
        for role in ROLES:
            held = [without_idle(files[role]) for files in (files_before, files_after)]
            assert held[1] <= held[0] + SPARE_FILES, f"{role}: file descriptors leaked: {files_after[role]}"
            idle = after[role].files - held[1]
            assert idle <= GUILDS + SPARE_CONNECTIONS, f"{role}: {idle} idle connections: {files_after[role]}"
            assert after[role].threads <= before[role].threads + SPARE_THREADS, f"{role}: threads leaked"
            assert after[role].children == 0, f"{role}: child processes leaked"
            mean = float(np.mean([item.rss_kib for item in soak.samples[role]]))
            growth = slope(soak.samples[role]) * SECONDS / 2 / 3_600
            assert growth < 0.05 * mean, f"{role}: {growth:.0f} KiB grown in the second half"
        stage.assert_clean("packet of no known stream", "interaction failed")
