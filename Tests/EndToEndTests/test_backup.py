"""A data folder that is copied while the bot runs, lost, and put back."""

from __future__ import annotations

import shutil
import subprocess
import sys

from DiscordSimulator.media import Ladder

from .bot import ROOT
from .conftest import StageMaker

SONG = Ladder(base=500, step=50, seconds=30)


async def test_a_lost_data_folder_comes_back_with_servers_queue_and_secret(make_stage: StageMaker) -> None:
    async with make_stage(TIMMYBOT_ALLOWLIST="on") as stage:
        room = stage.room()
        status, output = await stage.bot.run("servers", "approve", str(room.guild.id), "--reason", "Kept")
        assert status == 0, output
        await room.play(SONG)
        await room.hears(1)
        data, copy = stage.bot.folder / "data", stage.bot.folder / "copy"
        subprocess.run([sys.executable, str(ROOT / "scripts/backup"), str(data), str(copy)], check=True)
        assert await stage.bot.stop() == 0
        shutil.rmtree(data)
        shutil.move(copy, data)
        await stage.bot.start()
        await stage.bot.at_gateway()
        await stage.endpoint.wait_until_up()
        status, output = await stage.bot.run("servers", "history", str(room.guild.id))
        assert status == 0 and "Kept" in output
        # The queue too: people are still in the channel, so the song goes on.
        await room.hears_more(1)
