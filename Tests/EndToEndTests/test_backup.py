"""A data folder that is copied while the bot runs, lost, and put back."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from DiscordSimulator.media import Ladder

from .bot import ROOT
from .conftest import StageMaker

SONG = Ladder(base=500, step=50, seconds=60)
DATABASES = {"access.sqlite", "accounts.sqlite", "catalog.sqlite", "endpoint.sqlite", "node.sqlite", "web.sqlite"}


def contents(file: Path) -> dict[str, int]:
    """Rows by table; throws where the file is no sound database."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in tables}


async def test_a_lost_data_folder_comes_back_with_every_database_and_the_secrets(make_stage: StageMaker) -> None:
    async with make_stage(TIMMYBOT_ALLOWLIST="on") as stage:
        room = stage.room()
        status, output = await stage.bot.run("servers", "approve", str(room.guild.id), "--reason", "Kept")
        assert status == 0, output
        await room.play(SONG)
        await room.hears(1)
        assert "favourites now" in (await room.run("favourites", add={})).text
        data, copy = stage.bot.folder / "data", stage.bot.folder / "copy"
        subprocess.run([sys.executable, str(ROOT / "scripts/backup"), str(data), str(copy)], check=True)
        # Every database of today is there, and whole; so are the vault's keys and the parts' secret, closed to others.
        for folder in (copy, data):
            assert {file.name for file in folder.glob("*.sqlite")} == DATABASES
        for name in DATABASES:
            assert contents(copy / name).keys() == contents(data / name).keys()
        for name in ("vault-keys", "job-secret"):
            assert (copy / name).read_bytes() == (data / name).read_bytes()
        assert copy.stat().st_mode & 0o077 == 0
        assert [file.name for file in copy.iterdir() if file.stat().st_mode & 0o077] == []
        assert await stage.bot.stop() == 0
        shutil.rmtree(data)
        shutil.move(copy, data)
        await stage.bot.start()
        await stage.bot.at_gateway()
        await stage.endpoint.wait_until_up()
        status, output = await stage.bot.run("servers", "history", str(room.guild.id))
        assert status == 0 and "Kept" in output
        assert "Ladder 500" in (await room.run("favourites", list={})).text
        # The queue too: people are still in the channel, so the song goes on.
        await room.hears_more(1)
        # The keys fit what they sealed: nothing is reported missing.
        status, output = await stage.bot.run("vault", "status")
        assert status == 0 and "MISSING" not in output, output
