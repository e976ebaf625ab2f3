"""Members link their own accounts: from the button in Discord to the provider and back, with real clicks, over TLS."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import expect

from DiscordSimulator import User
from DiscordSimulator.media import Ladder
from ProviderSimulator.oauth import Fault

from .browser import Person
from .conftest import Site

SONG = Ladder(base=500, step=50, seconds=20)
LATER = Ladder(base=900, step=50, seconds=20)
NAMES = {"spotify": "Spotify", "youtube": "YouTube", "soundcloud": "SoundCloud"}
COOKIES = (
    "# Netscape HTTP Cookie File\n"
    ".youtube.com\tTRUE\t/\tTRUE\t1990000000\tSAPISID\tCANARY-cookie\n"
    ".bank.example\tTRUE\t/\tTRUE\t1990000000\tsession\tCANARY-of-another-site\n"
)


async def let_in(site: Site) -> None:
    status, output = await site.bot.run("servers", "approve", str(site.guild.id))
    assert status == 0, output


async def ticket_address(site: Site, user: User, provider: str | None = None) -> str:
    """What the button below `/link` opens."""
    options = {"provider": provider} if provider else {}
    answer = await site.stage.endpoint.command(site.guild, user, "link", **options)
    assert answer.ephemeral, "a ticket was shown to everybody"
    found = re.search(rf"{re.escape(site.bot.base)}/link/[\w-]{{43}}", str(answer.reply))
    assert found, answer.text
    return found[0]


async def open_accounts(site: Site, name: str = "ann", **options: object) -> Person:
    """Somebody signed in, on their accounts' page."""
    person = await site.person(**options)
    await person.open("/account")
    await person.sign_in(name)
    await expect(person.page.get_by_role("heading", name="My accounts")).to_be_visible()
    return person


async def link(person: Person, provider: str) -> None:
    """From the accounts' page through the consent page."""
    await person.page.locator(f"a[href='/link/{provider}/start']").first.click()
    await person.page.get_by_role("button", name="Allow").click()
    await expect(person.page.get_by_text(f"{NAMES[provider]} is linked.")).to_be_visible()


def told_to_relink(site: Site, words: str) -> list[str]:
    """Direct messages that say so, whoever they went to."""
    return [message["content"] for message in site.discord.rest.messages if words in message["content"]]


def card(person: Person, provider: str):
    return person.page.locator(f"section#{provider}")


@pytest.mark.parametrize("provider", NAMES)
async def test_link_refresh_relink_and_unlink(site: Site, provider: str) -> None:
    await let_in(site)
    # Somebody whose Discord speaks German is written to in German.
    is_german = provider == "youtube"
    site.owner.locale = "de" if is_german else "en-US"
    server = site.providers.all[provider]
    name = NAMES[provider]
    ann = await site.person()
    await ann.page.goto(await ticket_address(site, site.owner, provider))
    await ann.sign_in("ann")
    assert ann.page.url == f"{site.bot.base}/link", "the ticket stayed in the address"
    await ann.page.get_by_role("link", name=f"Continue with {name}").click()
    await ann.page.get_by_role("button", name="Allow").click()
    await expect(ann.page.get_by_text(f"{name} is linked.")).to_be_visible()
    assert ann.page.url == f"{site.bot.base}/account?linked={provider}", "the code stayed in the address"
    assert server.oauth.challenges, "no PKCE challenge"

    # An hour later.
    server.oauth.book.expire_access()
    await card(ann, provider).get_by_role("button", name=f"Check {name}").click()
    await expect(ann.page.get_by_text(f"{name} works.")).to_be_visible()
    assert server.oauth.token_calls["refresh_token"] == 1

    # The person ended it in their account's settings.
    server.oauth.book.revoke_all()
    await card(ann, provider).get_by_role("button", name=f"Check {name}").click()
    await expect(ann.page.get_by_text(f"{name} does not accept this link any more")).to_be_visible()
    await expect(card(ann, provider).get_by_text("Has to be linked again")).to_be_visible()
    # One message and one question to the provider, however often the page is looked at and the commands are used.
    asked = server.oauth.token_calls["refresh_token"]
    for _ in range(3):
        await ann.open("/account")
        await site.stage.endpoint.command(site.guild, site.owner, "accounts")
    words = f"{name} nimmt das Konto nicht mehr an" if is_german else f"{name} doesn't accept the account"
    assert len(told_to_relink(site, words)) == 1
    assert server.oauth.token_calls["refresh_token"] == asked, "a refresh that was refused is tried again"
    answer = await site.stage.endpoint.command(site.guild, site.owner, "accounts")
    assert "has to be linked again" in answer.text

    await card(ann, provider).get_by_role("link", name="Link again").click()
    await ann.page.get_by_role("button", name="Allow").click()
    await expect(card(ann, provider).get_by_text("Linked", exact=True).first).to_be_visible()

    await card(ann, provider).get_by_role("button", name=f"Unlink {name}").click()
    await expect(ann.page.get_by_text(f"{name} is unlinked")).to_be_visible()
    if provider != "spotify":
        assert all(grant.revoked for grant in server.oauth.book.grants if grant.account), "the grant was not given back"
    answer = await site.stage.endpoint.command(site.guild, site.owner, "accounts")
    assert "You have linked no account" in answer.text


async def test_apple_music_by_its_window(site: Site) -> None:
    ann = await open_accounts(site)
    apple = site.providers.apple_music

    async def through_the_window(button: str) -> None:
        await expect(ann.page.get_by_role("button", name="Continue with Apple Music")).to_be_enabled()
        async with ann.page.expect_popup() as opened:
            await ann.page.get_by_role("button", name="Continue with Apple Music").click()
        window = await opened.value
        await window.get_by_role("button", name=button, exact=True).click()

    await ann.page.get_by_role("link", name="Link Apple Music").click()
    await through_the_window("Don't allow")
    await expect(ann.page.get_by_text("Apple Music was not linked")).to_be_visible()
    await through_the_window("Allow")
    await expect(ann.page.get_by_text("Apple Music is linked.")).to_be_visible()
    claims = apple.claims[0]
    assert claims["exp"] - claims["iat"] <= 3600, "a developer token that browsers see lives long"
    assert claims["origin"] == [site.bot.base]
    await card(ann, "apple-music").get_by_role("button", name="Check Apple Music").click()
    await expect(ann.page.get_by_text("Apple Music works.")).to_be_visible()

    # A changed password: 403 with code 40300, and no refresh.
    apple.user_tokens.clear()
    await card(ann, "apple-music").get_by_role("button", name="Check Apple Music").click()
    await expect(ann.page.get_by_text("Apple Music does not accept this link any more")).to_be_visible()
    await card(ann, "apple-music").get_by_role("link", name="Link again").click()
    await through_the_window("Allow")
    await expect(ann.page.get_by_text("Apple Music is linked.")).to_be_visible()
    await card(ann, "apple-music").get_by_role("button", name="Unlink Apple Music").click()
    await expect(ann.page.get_by_text("Apple Music is unlinked")).to_be_visible()
    assert apple.refusals == []


async def test_R27_another_persons_ticket_links_nothing(site: Site) -> None:
    await let_in(site)
    victim = site.discord.add_person(site.guild, "vic")
    address = await ticket_address(site, site.owner, "spotify")
    vic = await site.person()
    await vic.page.goto(address)
    await vic.sign_in("vic")
    await expect(vic.page.get_by_text("made for somebody else")).to_be_visible()
    answer = await site.stage.endpoint.command(site.guild, victim, "accounts")
    assert "You have linked no account" in answer.text
    # Nor does it work for whoever sent it any more.
    ann = await site.person()
    await ann.page.goto(address)
    await ann.sign_in("ann")
    await expect(ann.page.get_by_text("was used already, or is older than ten minutes")).to_be_visible()


async def test_saying_no_and_a_provider_that_fails_lose_nothing(site: Site) -> None:
    ann = await open_accounts(site)
    await ann.page.locator("a[href='/link/spotify/start']").click()
    await ann.page.get_by_role("button", name="Deny").click()
    await expect(ann.page.get_by_text("You said no to Spotify")).to_be_visible()
    site.providers.spotify.knobs.faults.append(Fault("/api/token", status=503))
    await ann.page.get_by_role("link", name="Begin again").click()
    await ann.page.get_by_role("button", name="Allow").click()
    await expect(ann.page.get_by_text("can't be reached right now")).to_be_visible()
    site.providers.spotify.admitted = set()
    await ann.page.get_by_role("link", name="Begin again").click()
    await ann.page.get_by_role("button", name="Allow").click()
    await expect(ann.page.get_by_text("has room for five people")).to_be_visible()
    site.providers.spotify.admitted = None
    await ann.page.get_by_role("link", name="Begin again").click()
    await ann.page.get_by_role("button", name="Allow").click()
    await expect(ann.page.get_by_text("Spotify is linked.")).to_be_visible()


async def test_without_javascript(site: Site) -> None:
    ann = await open_accounts(site, java_script_enabled=False)
    await link(ann, "soundcloud")
    await card(ann, "soundcloud").get_by_label("Others may mix").check()
    await card(ann, "soundcloud").get_by_role("button", name="Save").click()
    await expect(ann.page.get_by_text("Saved.")).to_be_visible()
    await expect(card(ann, "soundcloud").get_by_label("Others may mix")).to_be_checked()
    await card(ann, "soundcloud").get_by_label("first when I search").check()
    await card(ann, "soundcloud").get_by_role("button", name="Apply").click()
    await expect(card(ann, "soundcloud").get_by_label("first when I search")).to_be_checked()
    await ann.page.get_by_role("link", name="Link YouTube Premium").click()
    await ann.page.get_by_label("The file’s text").fill(COOKIES)
    await ann.page.get_by_label("I have understood").check()
    await ann.page.get_by_role("button", name="Keep these cookies").click()
    await expect(ann.page.get_by_text("YouTube Premium is linked.")).to_be_visible()
    await ann.page.get_by_role("link", name="Delete everything of mine").click()
    await ann.page.get_by_label("Yes, delete").check()
    await ann.page.get_by_role("button", name="Delete").click()
    await expect(ann.page.get_by_role("heading", name="You are signed out")).to_be_visible()
    answer = await site.stage.endpoint.command(site.guild, site.owner, "accounts")
    assert "You have linked no account" in answer.text


async def test_export_and_deletion_reach_the_voice_node_also_when_it_is_away(site: Site) -> None:
    await let_in(site)
    room = site.stage.room_of(site.guild, site.owner)
    await room.play(SONG)
    await room.hears(1)
    assert "favourites now" in (await room.run("favourites", add={})).text
    await room.run("playlist", save={"name": "Sunday"})
    code = (await room.run("playlist", share={"name": "Sunday"})).text.split("`")[1]
    await room.run("skip")
    await room.play(SONG)
    await room.play(LATER)
    ann = await open_accounts(site)
    await link(ann, "spotify")
    export = await ann.page.evaluate("fetch('/account/export').then((answer) => answer.json())")
    titles = {kind: [track["title"] for track in export[kind]] for kind in ("favourites", "played", "queued")}
    once = ["Ladder 500"]
    assert titles == {"favourites": once, "played": once, "queued": ["Ladder 500", "Ladder 900"]}, export
    assert [(copy["name"], copy["code"]) for copy in export["shared"]] == [("Sunday", code.replace("-", ""))]
    assert [account["provider"] for account in export["accounts"]["accounts"]] == ["spotify"]

    node = site.bot.child("voice-node")
    assert node is not None
    os.kill(node, signal.SIGSTOP)
    try:
        await ann.page.get_by_role("link", name="Delete everything of mine").click()
        await ann.page.get_by_label("Yes, delete").check()
        await ann.page.get_by_role("button", name="Delete").click()
        await expect(ann.page.get_by_text("follow by themselves")).to_be_visible(timeout=15_000)
    finally:
        os.kill(node, signal.SIGCONT)
    async with asyncio.timeout(20):
        while "Ladder 500" in (await room.run("favourites", list={})).text:
            await asyncio.sleep(0.5)
    async with asyncio.timeout(20):
        while str(site.owner.id) in (told := (await room.run("queue")).text):
            await asyncio.sleep(0.5)
    # What plays goes on, as nobody's; what waited is gone, and so is the copy that was shared.
    assert "Ladder 500" in told and "Ladder 900" not in told, told
    assert "Ladder 500" not in (await room.run("play-history")).text
    answer = await room.run("playlist", **{"import": {"code": code}})
    assert "no playlist" in answer.text.lower(), answer.text
    answer = await site.stage.endpoint.command(site.guild, site.owner, "accounts")
    assert "You have linked no account" in answer.text


async def test_a_chosen_file_leaves_other_sites_cookies_in_the_browser(site: Site, tmp_path: Path) -> None:
    ann = await open_accounts(site)
    file = tmp_path / "cookies.txt"
    file.write_text(COOKIES)
    await ann.page.get_by_role("link", name="Link YouTube Premium").click()
    await ann.page.get_by_label("Choose the file").set_input_files(file)
    text = ann.page.get_by_label("The file’s text")
    await expect(text).to_have_value(COOKIES.split(".bank")[0])


async def test_R41_no_secret_is_left_anywhere(site: Site) -> None:
    """Over linking, refreshing, playing, losing and exporting.

    Every token of the providers is marked; the rest (ticket, codes, states, tokens of interactions, the bot's own) are
    known by their values.
    """
    await let_in(site)
    address = await ticket_address(site, site.owner)
    secrets = {"CANARY", address.rsplit("/", 1)[1]}
    secrets |= {site.bot.environment[name] for name in ("DISCORD_TOKEN", "DISCORD_CLIENT_SECRET")}
    arguments: set[str] = set()

    async def watch_arguments() -> None:
        while True:
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                with_bot = path.read_bytes() if path.exists() else b""
                if b"timmybot" in with_bot:
                    arguments.add(with_bot.decode(errors="replace"))
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch_arguments())
    ann = await site.person()
    ann.page.on("request", lambda request: secrets.update(re.findall(r"[?&](?:code|state)=([\w-]{20,})", request.url)))
    await ann.page.goto(address)
    await ann.sign_in("ann")
    await ann.open("/account")
    for provider in NAMES:
        await link(ann, provider)
    for provider, name in NAMES.items():
        site.providers.all[provider].oauth.book.expire_access()
        await card(ann, provider).get_by_role("button", name=f"Check {name}").click()
        await expect(ann.page.get_by_text(f"{name} works.")).to_be_visible()
    await ann.page.get_by_role("link", name="Link YouTube Premium").click()
    await ann.page.get_by_label("The file’s text").fill(COOKIES)
    await ann.page.get_by_label("I have understood").check()
    await ann.page.get_by_role("button", name="Keep these cookies").click()
    room = site.stage.room_of(site.guild, site.owner)
    secrets.add((await room.play(SONG)).token)
    await room.hears(1)
    secrets.add((await room.run("accounts")).token)
    pages = [await ann.page.content()]
    await ann.open("/link/spotify/callback?code=CANARY-code&state=CANARY-state")
    assert "CANARY" not in await ann.page.content(), "an error page repeats the query"
    for provider in NAMES:
        site.providers.all[provider].oauth.book.revoke_all()
    await ann.open("/account")
    for provider, name in NAMES.items():
        await card(ann, provider).get_by_role("button", name=f"Check {name}").click()
        await expect(ann.page.get_by_text(f"{name} does not accept this link any more")).to_be_visible()
    pages.append(await ann.page.content())
    pages.append(await ann.page.evaluate("fetch('/account/export').then((answer) => answer.text())"))
    async with aiohttp.ClientSession() as http:
        for base in (site.bot.base, f"http://127.0.0.1:{site.bot.node_port}"):
            async with http.get(f"{base}/metrics", ssl=False) as response:
                pages.append(await response.text())
    watching.cancel()
    assert len(secrets) > 4, "no code was seen"
    assert arguments, "no process was seen"
    # A client id is public; every other mark is a secret.
    public = {provider.oauth.client.id for provider in (site.providers.spotify, site.providers.youtube)}
    public.add(site.providers.soundcloud.oauth.client.id)
    places = {"log": site.bot.log.read_text(errors="replace"), "arguments": "".join(arguments), "pages": "".join(pages)}
    for file in (site.bot.folder / "data").rglob("*"):
        if file.is_file():
            places[file.name] = file.read_bytes().decode("latin-1")
    assert "accounts.sqlite" in places
    for place, text in places.items():
        for name in public:
            text = re.sub(rf"{re.escape(name)}(?!-)", "", text)
        for secret in secrets:
            assert secret not in text, f"{place} holds a secret"
