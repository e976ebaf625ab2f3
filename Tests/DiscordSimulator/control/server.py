"""Reads one JSON command a line, answers one JSON line each; ends when its input ends."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any, TextIO

from .commands import Controller


async def serve(controller: Controller, output: TextIO = sys.stdout) -> None:
    """Runs until standard input ends or `{"do":"stop"}` came. Commands run concurrently; `id` tells answers apart."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 22)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tasks: set[asyncio.Task[None]] = set()
    _write(output, {"event": "started"} | controller.description())
    while line := await reader.readline():
        if not line.strip():
            continue
        try:
            command = json.loads(line)
            name = command["do"]
        except (ValueError, KeyError, TypeError):
            _write(output, {"ok": False, "error": "expected a JSON object with a `do`"})
            continue
        if name == "stop":
            _write(output, _answer(command, {}))
            break
        task = asyncio.create_task(_run(controller, command, output))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _run(controller: Controller, command: dict[str, Any], output: TextIO) -> None:
    try:
        result = _answer(command, await controller.run(command))
    except (Exception, AssertionError) as error:  # The other side must always get its answer.
        result = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        if "id" in command:
            result["id"] = command["id"]
    _write(output, result)


def _answer(command: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"ok": True}
    if "id" in command:
        answer["id"] = command["id"]
    return answer | result


def _write(output: TextIO, value: dict[str, Any]) -> None:
    output.write(json.dumps(value, ensure_ascii=False) + "\n")
    output.flush()
