"""Fixtures of the browser tests: the bot behind TLS, the simulated Discord, and people with a browser each."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright

from DiscordSimulator import Guild, Simulator, User
from DiscordSimulator.endpoint import BotEndpoint
from DiscordSimulator.media import MediaLibrary
from EndToEndTests.bot import SecureBot, binary
from EndToEndTests.conftest import media, pytest_runtest_makereport  # noqa: F401
from EndToEndTests.stage import Stage
from ProviderSimulator import Providers

from .browser import CHROMIUM, DESK, Person, launch
from .operators_channel import OperatorsChannel

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [str(path) for path in (binary(), CHROMIUM) if not path.exists()]
    if not missing:
        return
    if os.environ.get("TIMMYBOT_BINARY") or os.environ.get("CI"):
        raise pytest.UsageError(f"missing: {missing}")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=f"missing: {missing}"))


@dataclass
class Site:
    """Everything a test needs: the stage, the operators' channel, and browsers."""

    stage: Stage
    bot: SecureBot
    channel: OperatorsChannel
    providers: Providers
    operator: User
    owner: User
    guild: Guild
    person: Callable[..., Awaitable[Person]]

    @property
    def discord(self) -> Simulator:
        return self.stage.discord


@pytest.fixture
async def site(request: pytest.FixtureRequest, tmp_path: Path, media: MediaLibrary) -> AsyncIterator[Site]:  # noqa: F811
    request.node.bots, request.node.simulators = [], []
    async with contextlib.AsyncExitStack() as stack:
        discord = await stack.enter_async_context(Simulator())
        request.node.simulators.append(discord)
        operator = discord.world.add_user("boss")
        owner = discord.world.add_user("ann")
        guild = discord.world.add_guild("Evening Choir", owner=owner)
        channel = await stack.enter_async_context(OperatorsChannel(discord.signal))
        assert discord.certificates is not None
        # Media are fetched by a client that trusts no authority of ours, so what is played from a provider has no TLS.
        is_plain = request.node.get_closest_marker("plain_providers") is not None
        providers = await stack.enter_async_context(Providers(None if is_plain else discord.certificates))
        bot = SecureBot(
            discord,
            tmp_path,
            TIMMYBOT_ALLOWLIST="on",
            TIMMYBOT_TLS_CERT=str(discord.certificates.chain_file),
            TIMMYBOT_TLS_KEY=str(discord.certificates.key_file),
            TIMMYBOT_OPERATOR_IDS=str(operator.id),
            TIMMYBOT_OPERATOR_WEBHOOK_URL=channel.url,
            TIMMYBOT_PRICES="machine=7.50,address=3.65,traffic=9",
        )
        bot.environment |= providers.environment()
        bot.environment["TIMMYBOT_YOUTUBE_COOKIES"] = "on"
        bot.environment["TIMMYBOT_PUBLIC_URL"] = bot.base
        providers.register(bot.base)
        discord.oauth.redirects.append(f"{bot.base}/sign-in/discord/callback")
        request.node.bots.append(bot)
        await bot.start()
        stack.push_async_callback(bot.stop)
        endpoint = await stack.enter_async_context(BotEndpoint(discord, bot.interactions_url))
        await bot.at_gateway()
        await endpoint.wait_until_up()
        playwright = await stack.enter_async_context(async_playwright())
        chromium = await launch(playwright, discord)
        stack.push_async_callback(chromium.close)
        people: list[Person] = []

        async def person(**options: Any) -> Person:
            context = await chromium.new_context(viewport=options.pop("viewport", DESK), **options)
            made = Person(context, await context.new_page(), bot.base)
            people.append(made)
            return made

        yield Site(Stage(discord, bot, endpoint, media), bot, channel, providers, operator, owner, guild, person)
        complaints = [complaint for person in people for complaint in person.complaints]
        assert complaints == [], "what the pages complained about in the console"
