"""What operators do about one server's room, while other people listen: its rules, and an end to the music."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from DiscordSimulator.media import Ladder
from ProviderSimulator.soundcloud import catalogue as soundcloud

from .conftest import Site
from .test_access import operate
from .test_linking import let_in, link, open_accounts

SONG = Ladder(base=500, step=50, seconds=30)
OTHER = Ladder(base=2_000, step=50, seconds=6)


async def test_an_operator_changes_the_rules_and_stops_the_music_of_others(site: Site) -> None:
    await let_in(site)
    role = site.discord.world.add_role(site.guild, "Choir masters")
    room = site.stage.room_of(site.guild, site.owner)
    boss = await operate(site)
    page = boss.page
    await boss.open(f"/admin/servers/{site.guild.id}")
    await page.get_by_role("link", name="See and change the rules").click()
    await page.get_by_label("DJ role").select_option(label="@Choir masters")
    await page.get_by_label("Votes that skip a track").fill("101")
    await page.get_by_label("Members take turns").check()
    await page.get_by_label("Blocked words").fill("polka\nbad.example")
    await page.get_by_label("Where it takes commands").select_option(label="Every channel")
    await page.get_by_label("Language").select_option(label="Deutsch")
    await page.get_by_role("button", name="Save the rules").click()
    await expect(page.get_by_text("A whole number from 1 to 100, or nothing.")).to_be_visible()
    await expect(page.get_by_label("DJ role")).to_have_value(str(role.id))
    await page.get_by_label("Votes that skip a track").fill("25")
    await page.get_by_role("button", name="Save the rules").click()
    await expect(page.get_by_text("The rules are changed")).to_be_visible()
    # The room has them at once, and what its manager changes is on the page.
    told = (await room.run("settings")).text
    for words in ("25 %", "Deutsch", "polka, bad", f"<@&{role.id}>"):
        assert words in told, told
    await room.run("settings", **{"tracks-per-member": 3})
    await page.reload()
    await expect(page.get_by_label("Tracks a member may have waiting")).to_have_value("3")
    await expect(page.get_by_label("Members take turns")).to_be_checked()
    await boss.open("/admin/audit?action=rules")
    assert "votePercent = 25" in await boss.text()

    # Whoever stops it is in none of its channels.
    await room.play(SONG)
    await room.hears(1)
    await boss.open(f"/admin/servers/{site.guild.id}")
    await page.get_by_role("button", name="Stop it and leave the channel").click()
    await expect(page.get_by_text("Playback was stopped.")).to_be_visible()
    await room.falls_quiet()


@pytest.mark.plain_providers
async def test_the_share_of_plays_with_own_accounts_follows_what_is_played(site: Site, tmp_path: Path) -> None:
    await let_in(site)
    ann = await open_accounts(site)
    await link(ann, "soundcloud")
    hls = soundcloud.make_hls(site.stage.file(OTHER, "wav"), tmp_path / "hls")
    track = site.providers.soundcloud.catalogue.add(soundcloud.Track(7, "Leiter", "Zoe", OTHER.seconds, hls))
    boss = await operate(site)
    share = boss.page.locator("[data-live] .figures div", has_text="Plays with own account")
    await expect(share).to_contain_text("nothing counted yet")
    room = site.stage.room_of(site.guild, site.owner)
    await room.play(SONG)
    await room.hears(1)
    # By itself, once the plays of a third of a minute are written down.
    await expect(share).to_contain_text("0 %", timeout=40_000)
    await room.run("skip")
    await room.run("play", query=track.link, wait=60)
    await room.hears_now(OTHER, timeout=30)
    await expect(share).to_contain_text("50 %", timeout=40_000)
