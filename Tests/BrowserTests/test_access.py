"""A server asks for the bot, is let in, plays, and is sent away: with real clicks, over TLS."""

from __future__ import annotations

import re

from playwright.async_api import expect

from DiscordSimulator.media import Ladder

from .browser import Person
from .conftest import Site

SONG = Ladder(base=500, step=50, seconds=20)


async def ask(person: Person, site: Site) -> None:
    """From the first page to a request, by clicks."""
    page = person.page
    await person.open("/")
    await page.get_by_role("link", name="Ask for it on your server").click()
    await page.get_by_role("link", name="Sign in with Discord and ask").click()
    await person.sign_in("ann")
    await page.get_by_label("Which one?").select_option(label="Evening Choir")
    await page.get_by_label("What kind of server").select_option("education")
    await page.get_by_label("How many members").fill("24")
    await page.get_by_label("What is the server for").fill("A choir that rehearses together on weekday evenings.")
    await page.get_by_label("When and how").fill("Accompaniment in rehearsals, twice a week.")
    await page.get_by_label("listen at the same time").fill("12")
    await page.get_by_label("How can we reach you").fill("ann on Discord")
    await page.get_by_label("I have read").check()
    await page.get_by_role("button", name="Send the request").click()
    await expect(page.get_by_text("the request was received")).to_be_visible()


async def operate(site: Site, **options: object) -> Person:
    """An operator who has signed in."""
    boss = await site.person(**options)
    await boss.open("/admin")
    await boss.sign_in("boss")
    await expect(boss.page.get_by_role("heading", name="Overview")).to_be_visible()
    return boss


async def direct_messages(site: Site, words: str) -> None:
    await site.discord.signal.wait_for(
        lambda: any(words in message["content"] for message in site.discord.rest.messages), 20, f"a message: {words!r}"
    )


async def test_a_server_asks_is_let_in_plays_and_is_sent_away(site: Site) -> None:
    room = site.stage.room_of(site.guild, site.owner)
    refused = await room.play(SONG)
    assert refused.ephemeral and f"/access?server={site.guild.id}" in refused.text
    ann = await site.person()
    await ask(ann, site)
    await site.discord.signal.wait_for(lambda: site.channel.messages, 10, "a word in the operators' channel")
    assert "Evening Choir" in site.channel.messages[0]
    assert site.discord.oauth.grants.live == [], "what Discord granted was not given back"

    boss = await operate(site)
    await boss.page.get_by_role("link", name="Evening Choir").click()
    await expect(boss.page.get_by_role("row", name=re.compile("Identifiable owner Yes"))).to_be_visible()
    await boss.page.get_by_label("Reason").fill("Welcome, singers")
    await boss.page.get_by_role("button", name="Approve").click()
    await expect(boss.page.get_by_text("The server is approved")).to_be_visible()
    await direct_messages(site, "may be used on Evening Choir")
    await ann.open("/requests")
    invite = await ann.page.get_by_role("link", name="Add TimmyBot").get_attribute("href")
    assert invite and "scope=bot%20applications.commands" in invite and f"guild_id={site.guild.id}" in invite

    await boss.open("/admin")
    await expect(boss.page.get_by_text("Nothing plays.")).to_be_visible()
    assert not (await room.play(SONG)).ephemeral
    await room.hears(1)
    # The overview changes by itself while music plays.
    playing = boss.page.locator("[data-live] li", has_text="Evening Choir").filter(has_text="playing")
    await expect(playing).to_be_visible(timeout=10_000)
    position = await playing.inner_text()
    await expect(playing).not_to_have_text(position, timeout=10_000)

    await boss.page.get_by_role("link", name="Evening Choir").first.click()
    await boss.page.get_by_label("Why").fill("The season is over")
    await boss.page.get_by_role("button", name="Revoke access").click()
    await expect(boss.page.get_by_text("Access is revoked")).to_be_visible()
    await room.falls_quiet()
    await site.discord.signal.wait_for(
        lambda: site.guild.id not in site.discord.world.guilds, 15, "the bot leaving the server"
    )


async def test_a_request_is_put_off_and_turned_down(site: Site) -> None:
    ann = await site.person()
    await ask(ann, site)
    boss = await operate(site)
    for button, words in (("Defer", "put off"), ("Reject", "not accepted")):
        await boss.open(f"/admin/servers/{site.guild.id}")
        await boss.page.get_by_label("Reason").fill(f"Because of {button}")
        await boss.page.get_by_role("button", name=button).click()
        await direct_messages(site, words)
    await ann.open("/requests")
    assert "Rejected" in await ann.text() and "Because of Reject" in await ann.text()
    await boss.open("/admin/audit")
    assert "requested → deferred" in await boss.text() and "deferred → rejected" in await boss.text()
    async with boss.page.expect_download() as download:
        await boss.page.get_by_role("link", name="Take along as CSV").click()
    assert (await download.value).suggested_filename == "timmybot-audit.csv"


async def test_everything_works_without_scripts(site: Site) -> None:
    ann = await site.person(java_script_enabled=False)
    await ask(ann, site)
    boss = await operate(site, java_script_enabled=False)
    await boss.page.get_by_role("link", name="Evening Choir").click()
    await boss.page.get_by_role("button", name="Approve").click()
    await expect(boss.page.get_by_text("The server is approved")).to_be_visible()
    await ann.page.get_by_role("button", name="Sign out").click()
    assert "You are signed out" in await ann.text()


async def test_declining_at_discord_signs_nobody_in(site: Site) -> None:
    ann = await site.person()
    await ann.open("/sign-in?for=request")
    await ann.page.get_by_role("button", name="Cancel").click()
    await expect(ann.page.get_by_role("heading", name="Not signed in")).to_be_visible()
    assert site.discord.oauth.token_requests == []
    cookies = {cookie["name"] for cookie in await ann.context.cookies(site.bot.base)}
    assert "__Host-sid" not in cookies


async def test_signing_out_ends_the_session_on_our_side(site: Site) -> None:
    ann = await site.person()
    await ann.open("/sign-in?for=sessions")
    await ann.sign_in("ann")
    cookie = next(c for c in await ann.context.cookies(site.bot.base) if c["name"] == "__Host-sid")
    assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Lax" and cookie["path"] == "/"
    await ann.page.get_by_role("button", name="Sign out", exact=True).click()
    await expect(ann.page.get_by_role("heading", name="You are signed out")).to_be_visible()
    thief = await site.person()
    await thief.context.add_cookies([cookie])
    await thief.open("/sessions")
    assert thief.page.url.startswith(site.discord.oauth.url), "the old cookie is still good for something"
