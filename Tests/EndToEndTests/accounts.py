"""Links a member's account as a browser would, without one: ticket, sign-in with Discord, consent, callback."""

from __future__ import annotations

import re
import secrets
import ssl

import aiohttp
from yarl import URL

from DiscordSimulator import Guild, User
from ProviderSimulator import Providers
from ProviderSimulator.apple_music import AppleMusic

from .stage import Stage


async def link_account(
    stage: Stage,
    providers: Providers,
    base: str,
    guild: Guild,
    user: User,
    provider: str,
    *,
    may_blend: bool = False,
) -> str:
    """Links the account of the provider's next person; its name there. `base` is the bot's public address.

    With `may_blend` the member ticks that others may mix the account into a blend.
    """
    apple = providers.apple_music if provider == "apple-music" else None
    if not apple:
        server = providers.all[provider]
        server.oauth.person = f"{user.name}-at-{provider}"
        server.knobs.consents_at_once = True
    answer = await stage.endpoint.command(guild, user, "link", provider=provider)
    found = re.search(rf"{re.escape(base)}/link/[\w-]{{43}}", str(answer.reply))
    assert found, answer.text
    context = ssl.create_default_context(cafile=str(stage.discord.ca_file))
    connector, jar = aiohttp.TCPConnector(ssl=context), aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as browser:
        async with browser.get(found[0]) as page:
            asked = page.url
            text = await page.text()
        assert asked.path == "/oauth2/authorize", f"{asked}: {text[:500]}"
        form = {**asked.query, "account": str(user.id)}
        async with browser.post(asked.with_query(None), data=form) as page:
            assert page.status == 200, await page.text()
        if apple:
            await hand_in_user_token(browser, base, apple)
            return user.name
        async with browser.get(URL(f"{base}/link/{provider}/start")) as page:
            text = await page.text()
            assert page.url.query.get("linked") == provider, f"{page.url}: {text[:500]}"
        if may_blend:
            token = re.search(r'name="form_token" value="([^"]+)"', text)
            assert token, text[:500]
            form = {"form_token": token[1], "provider": provider, "may_blend": "yes"}
            headers = {"Origin": base}
            async with browser.post(URL(f"{base}/account/blend"), data=form, headers=headers) as page:
                assert page.url.query.get("saved") == "1", await page.text()
    return server.oauth.person


async def hand_in_user_token(browser: aiohttp.ClientSession, base: str, apple: AppleMusic) -> None:
    """What the page's script does once MusicKit's window has closed."""
    page_of_apple = URL(f"{base}/link/apple-music")
    async with browser.get(page_of_apple) as page:
        text = await page.text()
    developer = re.search(r'data-developer-token="([^"]+)"', text)
    token = re.search(r'name="form_token" value="([^"]+)"', text)
    assert developer and token, text[:500]
    assert apple.is_developer(developer[1], base)
    user_token = f"CANARY-{secrets.token_hex(8)}"
    apple.user_tokens.add(user_token)
    form = {"form_token": token[1], "user_token": user_token}
    async with browser.post(page_of_apple, data=form, headers={"Origin": base}) as page:
        assert page.url.query.get("linked") == "apple-music", await page.text()
