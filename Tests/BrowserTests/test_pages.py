"""Every page as people meet it: readable by everyone, valid, photographed, and with the fields that protect them."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import expect
from yarl import URL

from EndToEndTests.test_operator import plays

from .browser import PHONE, Person
from .conftest import Site
from .test_access import ask, operate
from .test_linking import card, link, ticket_address

# Where pictures of the pages go; none are taken unless TIMMYBOT_PICTURES names a folder, such as docs/screenshots.
PICTURES = os.environ.get("TIMMYBOT_PICTURES")
# Those that documents show.
SHOWN = {
    "home", "request", "account", "link", "link-cookies", "admin", "admin-server", "admin-room", "admin-nodes",
    "admin-settings", "home-phone", "account-phone", "admin-phone",
}  # fmt: skip
PUBLIC = {
    "home": "/", "access": "/access", "privacy": "/privacy", "terms": "/terms", "error": "/nothing",
    "signed-out": "/signed-out", "sign-in-failed": "/sign-in/discord/callback?state=x",
}  # fmt: skip
PERSONAL = {
    "request": "/request", "requests": "/requests", "sessions": "/sessions", "account": "/account",
    "account-delete": "/account/delete", "link-cookies": "/link/youtube-cookies", "link-apple": "/link/apple-music",
    "link-failed": "/link/spotify/callback?state=x&code=y", "link": "/link",
}  # fmt: skip


async def look(person: Person, name: str, path: str, problems: list[str]) -> None:
    await person.open(path)
    problems += [f"{name}: {finding}" for finding in await person.serious_findings()]
    problems += [f"{name}: {error}" for error in await person.invalid_html()]
    wide = await person.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    problems += [f"{name}: wider than the window"] if wide else []
    if PICTURES and (name in SHOWN or os.environ.get("TIMMYBOT_PICTURES_OF") == "all"):
        await person.picture(Path(PICTURES) / f"{name}.webp")


@pytest.mark.parametrize("dress", ["desk", "dark phone"])
async def test_every_page_is_accessible_valid_and_fits(site: Site, dress: str) -> None:
    looks = {} if dress == "desk" else {"viewport": PHONE, "color_scheme": "dark"}
    suffix = "" if dress == "desk" else "-phone"
    problems: list[str] = []
    ann = await site.person(**looks)
    for name, path in PUBLIC.items():
        await look(ann, name + suffix, path, problems)
    await ask(ann, site)
    status, output = await site.bot.run("servers", "approve", str(site.guild.id), "--reason", "Welcome")
    assert status == 0, output
    # With an account that is linked, another that was lost, and a ticket from Discord.
    await ann.open("/account")
    for provider in ("spotify", "soundcloud"):
        await link(ann, provider)
    site.providers.all["soundcloud"].oauth.book.expire_access()
    site.providers.all["soundcloud"].oauth.book.revoke_all()
    await card(ann, "soundcloud").get_by_role("button", name="Check SoundCloud").click()
    await ann.page.goto(await ticket_address(site, site.owner))
    for name, path in PERSONAL.items():
        await look(ann, name + suffix, path, problems)
    boss = await operate(site, **looks)
    guild = site.guild.id
    room = site.stage.room_of(site.guild, site.owner)
    await plays(room)
    await room.hears(1)
    await boss.open("/admin")
    await expect(boss.page.locator("[data-live] li", has_text="playing")).to_be_visible()
    admin = {
        "admin": "/admin", "admin-servers": "/admin/servers", "admin-server": f"/admin/servers/{guild}",
        "admin-room": f"/admin/servers/{guild}/rules",
        "admin-nodes": "/admin/nodes", "admin-audit": "/admin/audit", "admin-settings": "/admin/settings",
    }  # fmt: skip
    for name, path in admin.items():
        await look(boss, name + suffix, path, problems)
    assert problems == []


async def test_R32_every_answer_carries_the_protecting_fields(site: Site) -> None:
    wanted = {
        "Content-Security-Policy": "frame-ancestors 'none'",
        "Strict-Transport-Security": "max-age=63072000",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",
    }
    context = ssl.create_default_context(cafile=str(site.discord.ca_file))
    requests = [
        ("GET", "/", {}), ("GET", "/nothing", {}), ("GET", "/admin", {}), ("GET", "/sign-in", {}), ("POST", "/", {}),
        ("GET", "/%zz", {}), ("POST", "/sign-out", {}), ("POST", "/request", {"data": b"x" * 300_000}),
        ("GET", "/sign-in/discord/callback?state=x", {}), ("POST", "/interactions", {"data": b"{}"}),
        ("GET", "/healthz", {}), ("GET", "/admin/live", {}), ("GET", "/assets/missing.css", {}),
    ]  # fmt: skip
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as http:
        for method, path, options in requests:
            async with http.request(
                method, URL(site.bot.base + path, encoded=True), allow_redirects=False, **options
            ) as answer:
                for name, part in wanted.items():
                    assert part in answer.headers.get(name, ""), f"{method} {path} ({answer.status}): {name}"
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy and "unsafe" not in policy
