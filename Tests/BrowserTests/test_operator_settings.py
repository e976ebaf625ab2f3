"""What operators change while the bot runs: at once, in both parts, with a way back."""

from __future__ import annotations

import asyncio
import itertools
import time

from playwright.async_api import expect

from DiscordSimulator.media import Ladder

from .conftest import Site
from .test_access import operate
from .test_linking import card, let_in, link, open_accounts

SONG = Ladder(base=500, step=50, seconds=20)


async def test_a_service_is_switched_off_and_on_and_a_new_server_begins_quieter(site: Site) -> None:
    await let_in(site)
    ann = await open_accounts(site)
    await link(ann, "spotify")
    boss = await operate(site)
    await boss.page.get_by_role("link", name="Settings").click()
    await boss.page.get_by_role("button", name="Switch Spotify off").click()
    await expect(boss.page.get_by_text("Spotify is switched off")).to_be_visible()
    answer = await site.stage.endpoint.command(site.guild, site.owner, "link", provider="spotify")
    assert f"{site.bot.base}/link/" not in str(answer.reply), "a ticket for a service that is off"
    await ann.open("/account")
    await expect(card(ann, "spotify").get_by_role("button", name="Unlink Spotify")).to_be_visible()
    await expect(card(ann, "spotify").get_by_role("link", name="Link again")).to_have_count(0)
    # A process that starts now knows it too.
    former = site.bot.kill("interactions")
    await site.bot.restarted("interactions", former)
    await site.stage.endpoint.wait_until_up()
    assert await ann.open("/link/spotify/start") == 404
    await boss.page.get_by_role("button", name="Undo").click()
    await expect(boss.page.get_by_text("Spotify is switched on again")).to_be_visible()
    await ann.open("/account")
    await card(ann, "spotify").get_by_role("button", name="Check Spotify").click()
    await expect(ann.page.get_by_text("Spotify works.")).to_be_visible()

    await boss.page.get_by_label("Percent of the original").fill("40")
    await boss.page.get_by_role("button", name="Save volume").click()
    await expect(boss.page.get_by_text("begin with this volume")).to_be_visible()
    # The node looks once a second. A server's player is made by its first command, and keeps what held then.
    deadline = time.monotonic() + 10
    for number in itertools.count():
        room = site.stage.room(f"New {number}")
        status, output = await site.bot.run("servers", "approve", str(room.guild.id))
        assert status == 0, output
        if "40" in (await room.run("volume")).text:
            break
        assert time.monotonic() < deadline, "no new server began with the chosen volume"
        await asyncio.sleep(0.3)
    await room.play(SONG)
    await room.hears(1)
    assert "40" in (await room.run("volume")).text
    await boss.open("/admin/audit?action=set")
    text = await boss.text()
    for words in ("provider-spotify = off", "provider-spotify = on", "default-volume = 40"):
        assert words in text
