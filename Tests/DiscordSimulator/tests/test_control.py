"""The control protocol, as another process sees it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[2]


async def test_a_process_is_driven_by_json_lines_and_ends_with_its_input() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "DiscordSimulator", "--guilds", "2"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(PACKAGE)},
        limit=1 << 20,
    )
    assert process.stdin and process.stdout

    async def ask(command: dict[str, Any]) -> dict[str, Any]:
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps(command).encode() + b"\n")
        return json.loads(await asyncio.wait_for(process.stdout.readline(), 10))

    started = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
    assert started["event"] == "started" and len(started["guilds"]) == 2 and Path(started["ca_file"]).exists()
    group = await ask({"do": "group"})
    assert group["version"] == 0 and group["members"] == []
    stats = await ask({"do": "stats", "guild": started["guild"], "id": "a"})
    assert stats["ok"] and stats["id"] == "a" and stats["seconds"] == 0
    assert (await ask({"do": "guild", "name": "Third"}))["name"] == "Third"
    failed = await ask({"do": "interaction", "command": "play"})
    assert not failed["ok"] and "endpoint" in failed["error"]
    assert not (await ask({"do": "fault", "what": "nonsense"}))["ok"]
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert not Path(started["ca_file"]).exists()
