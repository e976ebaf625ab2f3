"""This machine and its processes: what things cost, and small C programs to compare with."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOOR = Path(__file__).resolve().parent / "floor"
LIBRARIES = {
    "endpoint": ["libmicrohttpd", "libsodium"],
    "load": [],
    "frames": ["libcrypto"],
    "opus": ["opus"],
}


def build_floor(folder: Path) -> dict[str, Path]:
    """Compiles the C programs; the paths by name, `mallocs` being a library to preload."""
    programs: dict[str, Path] = {}
    # The Swift toolchain brings clang.
    compiler = shutil.which("cc") or "clang"
    for name, libraries in LIBRARIES.items():
        flags = _output("pkg-config", "--cflags", "--libs", *libraries).split() if libraries else []
        programs[name] = folder / name
        _output(compiler, "-O2", "-Wall", "-Wextra", "-o", str(programs[name]), str(FLOOR / f"{name}.c"), *flags)
    programs["mallocs"] = folder / "mallocs.so"
    _output(compiler, "-O2", "-fPIC", "-shared", "-o", str(programs["mallocs"]), str(FLOOR / "mallocs.c"))
    return programs


def number(*command: str | Path, **options: object) -> float:
    """Runs a program that prints one number."""
    return float(_output(*command, **options))


def _output(*command: str | Path, **options: object) -> str:
    return subprocess.run(
        [str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True, timeout=120, **options
    ).stdout


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += tree(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """The CPU time that the living threads of a process and its descendants have used.

    From schedstat, in nanoseconds: the ticks of /proc/PID/stat are too coarse for one stream.
    """
    total = 0
    for each in tree(pid):
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                with contextlib.suppress(OSError):
                    total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def thread_seconds(pid: int, name: str) -> float:
    """The same for the threads of one name."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            if (task / "comm").read_text().strip() == name:
                total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def rss_kb(pid: int) -> float:
    """Resident memory of a process, without descendants."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return float(status["VmRSS"].split()[0])


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def facts() -> dict[str, str]:
    """What a reader must know of this machine."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), platform.machine())
    return {
        "cpu": f"{os.cpu_count()} x {model}",
        "kernel": platform.release(),
        "load": " ".join(f"{value:.2f}" for value in os.getloadavg()),
    }
