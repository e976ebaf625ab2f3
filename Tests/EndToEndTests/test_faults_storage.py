"""The disk is full, the database is locked, the clock jumps: people are told, the music goes on, nothing is lost."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from DiscordSimulator.media import Ladder

from .conftest import StageMaker
from .stage import Room, Stage
from .test_restarts import assert_resumed

LONG = Ladder(base=400, step=30, seconds=60)
WAITING = [Ladder(base=2_000 + 500 * number, step=50, seconds=5) for number in range(3)]
SAYS_NO = "I can't save changes"


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int = 16) -> Iterator[Path]:
    """A file system of its own, of so many megabytes. Needs the right to mount."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)]
    done = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(path: Path) -> None:
    """Writes until there is no room left, to the last block."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    assert os.statvfs(path).f_bavail == 0, os.strerror(errno.ENOSPC)


async def waiting(room: Room) -> list[str]:
    """What waits in the queue, by the ladders' names and in order."""
    text = (await room.run("queue")).text
    return sorted((f"{ladder.base:g}" for ladder in WAITING if f"Ladder {ladder.base:g}" in text), key=text.index)


async def added_once_it_can_be(room: Room, ladder: Ladder, timeout: float = 20) -> None:
    """Asks until the entry is taken; every other answer must say that nothing was changed."""
    deadline = time.monotonic() + timeout
    while "Added" not in (answer := await room.play(ladder)).text:
        assert "nothing was changed" in answer.text.lower(), answer.text
        assert time.monotonic() < deadline, f"still refused after {timeout:g} s: {answer.text}"


async def survives_a_crash(stage: Stage, room: Room, expected: list[Ladder]) -> None:
    """What was promised is what a node knows that starts anew, and the song goes on at its place."""
    assert await waiting(room) == [f"{ladder.base:g}" for ladder in expected]
    room.assert_never_stopped(LONG)
    former = stage.bot.kill("voice-node")
    await stage.bot.restarted("voice-node", former)
    await stage.bot.at_gateway()
    await room.hears_more(2, timeout=25)
    assert_resumed(room, LONG)
    assert await waiting(room) == [f"{ladder.base:g}" for ladder in expected]


async def test_a_full_disk_is_told_of_and_costs_nothing(make_stage: StageMaker, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        async with make_stage(TIMMYBOT_DATA_DIR=str(disk / "data")) as stage:
            room = stage.room()
            await room.play(LONG)
            await room.play(WAITING[0])
            await room.hears(2)
            fill(disk / "filler")
            assert SAYS_NO in (await room.play(WAITING[1])).text
            for command in ("pause", "skip", "stop"):
                assert SAYS_NO in (await room.run(command)).text
            assert "Ladder 400" in (await room.run("nowplaying")).text
            # Two rounds of stored positions fail as well.
            await room.hears_more(4)
            (disk / "filler").unlink()
            await added_once_it_can_be(room, WAITING[2])
            await room.hears_more(2)
            await survives_a_crash(stage, room, [WAITING[0], WAITING[2]])
            stage.assert_clean()


@contextlib.contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another program holds the database's only place for a writer."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None, timeout=5)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("name", ["node.sqlite", "endpoint.sqlite"])
async def test_a_locked_database_is_told_of_and_costs_nothing(stage: Stage, name: str) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.play(WAITING[0])
    await room.hears(2)
    with locked(stage.bot.data / name):
        assert SAYS_NO in (await room.play(WAITING[1])).text
        assert SAYS_NO in (await room.run("skip")).text
        assert "Ladder 400" in (await room.run("nowplaying")).text
        await room.hears_more(3)
    await added_once_it_can_be(room, WAITING[2])
    await room.hears_more(2.5)
    await survives_a_crash(stage, room, [WAITING[0], WAITING[2]])
    stage.assert_clean()


async def test_a_track_ends_while_the_database_is_locked(stage: Stage) -> None:
    """The next one follows without a gap, and what happened is stored once that is possible."""
    room = stage.room()
    first, second, third = WAITING
    for ladder in (first, second, third):
        await room.play(ladder)
    await room.hears(3)
    with locked(stage.bot.data / "node.sqlite"):
        await room.hears(first.seconds + 2)
    await room.hears_now(third)
    former = stage.bot.kill("voice-node")
    heard = room.heard.seconds
    await stage.bot.restarted("voice-node", former)
    await stage.bot.at_gateway()
    await room.hears_more(1, timeout=25)
    assert third.second_of(room.heard.last_tone()) is not None, "an earlier track was played again"
    assert heard >= first.seconds + second.seconds
    assert room.heard.until(time.time()).gaps(longer_than=0.25)[:-1] == []
    stage.assert_clean()


class Clock:
    """The time of day as the bot sees it, to be set while it runs; its monotonic clocks stay right.

    Not libfaketime: it moves the environment, behind which Swift then no longer finds the program's arguments.
    """

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc") or shutil.which("clang")
        if compiler is None:
            pytest.skip("no C compiler for the library that moves the clock")
        self._file = folder / "clock"
        self._library = folder / "clock.so"
        source = Path(__file__).with_name("clock.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(self._library), str(source), "-ldl"], check=True)
        self._file.write_bytes(bytes(8))

    def set(self, seconds: int) -> None:
        """From now on the clock is away by so many seconds."""
        with self._file.open("r+b") as file:
            file.write(struct.pack("<q", seconds))

    @property
    def environment(self) -> dict[str, str]:
        """The settings under which a process sees this clock."""
        return {"LD_PRELOAD": str(self._library), "CLOCK_OFFSET_FILE": str(self._file)}


@pytest.mark.parametrize("jump", [600, -600])
async def test_a_clock_that_jumps_ten_minutes_costs_nothing(make_stage: StageMaker, tmp_path: Path, jump: int) -> None:
    """While the clock is wrong, Discord's requests look old or too new: they are refused, and the log says why."""
    clock = Clock(tmp_path)
    async with make_stage(**clock.environment) as stage:
        room = stage.room()
        await room.play(LONG)
        await room.play(WAITING[0])
        await room.hears(2)
        clock.set(jump)
        await stage.endpoint.refuses(within=10)
        await room.hears_more(4)
        room.assert_never_stopped(LONG)
        assert "is the time set right" in stage.bot.log.read_text()
        # A node that starts while the clock is wrong finds leases and jobs of another time.
        former = stage.bot.kill("voice-node")
        await stage.bot.restarted("voice-node", former)
        await stage.bot.at_gateway()
        await room.hears_more(3, timeout=25)
        assert_resumed(room, LONG)
        clock.set(0)
        await stage.endpoint.wait_until_up()
        await added_once_it_can_be(room, WAITING[1])
        assert await waiting(room) == [f"{ladder.base:g}" for ladder in WAITING[:2]]
        await room.hears_more(2)
        assert_resumed(room, LONG)
        stage.assert_clean("interaction failed")
