"""`timmybot demo`: what it shows, what it says of a crash, and what it leaves behind."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from .bot import KEPT_ENVIRONMENT, ROOT, binary, children


async def start(folder: Path, *arguments: str) -> asyncio.subprocess.Process:
    """The demo, with `folder` as the place for temporary files."""
    environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return await asyncio.create_subprocess_exec(
        *(str(binary()), "demo", "--wav", str(folder / "heard.wav"), *arguments),
        env=environment | {"TMPDIR": str(folder)},
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


def part(demo: int, name: str) -> int:
    """The process id of a part of the bot."""
    (pid,) = (pid for pid in children(demo) if Path(f"/proc/{pid}/cmdline").read_bytes().endswith(f"{name}\0".encode()))
    return pid


async def test_the_demo_is_heard_and_leaves_nothing_but_its_wav(tmp_path: Path) -> None:
    demo = await start(tmp_path, "--seconds", "1")
    output, _ = await demo.communicate()
    assert demo.returncode == 0, output.decode()
    assert "heard and decoded" in output.decode() and "voice privacy code" in output.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["heard.wav"]


async def test_a_crash_in_the_demo_is_named_and_its_log_is_kept(tmp_path: Path) -> None:
    demo = await start(tmp_path, "--seconds", "60")
    assert demo.stdout is not None
    said = ""
    while "at the gateway" not in said:
        line = await demo.stdout.readline()
        assert line, said
        said += line.decode()
    os.kill(part(demo.pid, "voice-node"), signal.SIGKILL)
    said += (await demo.stdout.read()).decode()
    assert await demo.wait() == 1, said
    assert "The voice-node ended in the middle, with signal 9 (Killed)." in said
    (folder,) = tmp_path.glob("timmybot-demo-*")
    assert [path.name for path in folder.iterdir()] == ["bot.log"]
    assert said.endswith(f"What the bot said is kept in {folder}/bot.log\n"), said
