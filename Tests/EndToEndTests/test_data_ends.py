"""What is kept of a server ends 30 days after the bot, or its access, was taken away: real sweeps, a moved clock."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import aiohttp

from DiscordSimulator.media import Ladder

from .bot import Bot
from .conftest import StageMaker
from .stage import Stage
from .test_faults_storage import Clock

SONG = Ladder(base=500, step=50, seconds=20)
DAY = 86_400
# A server whose time was over long ago. Once it is deleted, the others' time was looked at too.
LONG_GONE = 7


def stored(guild: int) -> int:
    """An id as the databases hold it."""
    return guild - (1 << 64) if guild >= 1 << 63 else guild


def rows_of(bot: Bot, guild: int) -> dict[str, int]:
    """Rows that name a guild, by table of the node's database; leases hold an epoch that must never fall, and stay."""
    counts: dict[str, int] = {}
    with contextlib.closing(sqlite3.connect(f"file:{bot.data}/node.sqlite?mode=ro", uri=True)) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
            if "guild" in columns and table not in ("node_lease", "guild_departure"):
                query = f"SELECT count(*) FROM {table} WHERE guild = ?"
                counts[table] = database.execute(query, (stored(guild),)).fetchone()[0]
        shelf = "SELECT count(*) FROM library_item WHERE shelf = ?"
        counts["library_item"] = database.execute(shelf, (f"GUILD#{guild}",)).fetchone()[0]
    return {table: count for table, count in counts.items() if count}


async def until(condition, what: str, timeout: float = 25) -> None:
    """Polls: what is waited for happens in a database, which tells nobody."""
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(0.1)
    assert condition(), what


async def restart(stage: Stage) -> None:
    """Both parts anew. Discord's requests are refused while the clock is wrong, so it is asked for its health."""
    assert await stage.bot.stop() == 0
    await stage.bot.start()
    await stage.bot.at_gateway()
    async with aiohttp.ClientSession() as http, asyncio.timeout(20):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with http.get(f"http://127.0.0.1:{stage.bot.port}/healthz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.1)


def add_long_gone(bot: Bot) -> None:
    with contextlib.closing(sqlite3.connect(f"{bot.data}/node.sqlite", timeout=20)) as database:
        database.execute("INSERT INTO library_item VALUES (?, 'SETTINGS', '{}', 0)", (f"GUILD#{LONG_GONE}",))
        database.execute("INSERT INTO guild_departure VALUES (?, 0)", (LONG_GONE,))
        database.commit()


def departures(bot: Bot) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{bot.data}/node.sqlite?mode=ro", uri=True)) as database:
        return database.execute("SELECT count(*) FROM guild_departure").fetchone()[0]


async def test_a_server_that_removed_the_bot_is_forgotten_after_30_days(make_stage: StageMaker, tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    async with make_stage(**clock.environment) as stage:
        gone, stays = stage.room("Gone"), stage.room("Stays")
        for room in (gone, stays):
            await room.play(SONG)
            await room.hears(1)
        stage.discord.world.remove_guild(gone.guild)
        await restart(stage)
        await until(lambda: departures(stage.bot) == 1, "the departure is noted")
        clock.set(29 * DAY)
        add_long_gone(stage.bot)
        await restart(stage)
        await stays.hears_more(1, timeout=25)
        await until(lambda: not rows_of(stage.bot, LONG_GONE), "what was due is deleted")
        assert rows_of(stage.bot, gone.guild.id), "forgotten too early"
        clock.set(31 * DAY)
        await restart(stage)
        await until(lambda: not rows_of(stage.bot, gone.guild.id), "everything of the server is gone")
        assert rows_of(stage.bot, stays.guild.id), "another server was forgotten"


async def test_answers_of_a_revoked_server_are_erased_after_30_days(make_stage: StageMaker, tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    async with make_stage(TIMMYBOT_ALLOWLIST="on", **clock.environment) as stage:
        room = stage.room()
        for action in ("approve", "revoke"):
            status, output = await stage.bot.run("servers", action, str(room.guild.id), "--reason", "Test")
            assert status == 0, output
        access = f"{stage.bot.data}/access.sqlite"
        with contextlib.closing(sqlite3.connect(access)) as database:
            # What the form stores; asking in a browser is the browser tests' matter.
            database.execute('UPDATE server SET answers = \'{"contact":"CANARY"}\'')
            database.row_factory = sqlite3.Row
            row = dict(database.execute("SELECT * FROM server").fetchone()) | {"guild": LONG_GONE, "decided_at": 0}
            marks = ", ".join("?" * len(row))
            database.execute(f"INSERT INTO server ({', '.join(row)}) VALUES ({marks})", list(row.values()))
            database.commit()

        def contact_is_there(guild: int) -> bool:
            with contextlib.closing(sqlite3.connect(f"file:{access}?mode=ro", uri=True)) as database:
                query = "SELECT answers FROM server WHERE guild = ?"
                return database.execute(query, (stored(guild),)).fetchone()[0] is not None

        clock.set(29 * DAY)
        await restart(stage)
        await until(lambda: not contact_is_there(LONG_GONE), "what was due is erased")
        assert contact_is_there(room.guild.id), "erased too early"
        clock.set(31 * DAY)
        await restart(stage)
        await until(lambda: not contact_is_there(room.guild.id), "the answers are erased")
