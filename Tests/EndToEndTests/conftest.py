"""Fixtures of the end-to-end tests. Without a built bot every test here is skipped by name."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from DiscordSimulator import Simulator
from DiscordSimulator.endpoint import BotEndpoint
from DiscordSimulator.media import MediaLibrary

from .bot import Bot, binary
from .stage import Stage

StageMaker = Callable[..., contextlib.AbstractAsyncContextManager[Stage]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if binary().exists():
        return
    if os.environ.get("TIMMYBOT_BINARY") or os.environ.get("CI"):
        raise pytest.UsageError(f"there is no bot at {binary()}")
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=f"no bot at {binary()}: make build"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for discord in getattr(item, "simulators", []):
            report.sections.append(("what the people were told", "\n".join(told(discord))))
        for bot in getattr(item, "bots", []):
            report.sections.append((f"end of {bot.log}", bot.log_tail()))


def told(discord: Simulator) -> Iterator[str]:
    """Every answer and every message of a test, for its report."""
    for interaction in discord.rest.interactions.by_id.values():
        seen = " (ephemeral)" if interaction.ephemeral else ""
        yield f"answer: {interaction.text!r}{seen}"
    for message in discord.rest.messages:
        yield f"message: {message['content']!r}"


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> MediaLibrary:
    return MediaLibrary(Path(tmp_path_factory.mktemp("media")))


@pytest.fixture
def make_stage(request: pytest.FixtureRequest, tmp_path: Path, media: MediaLibrary) -> StageMaker:
    """Makes a stage with settings of the bot and, before the bot starts, of the simulator (`prepare`)."""
    request.node.bots, request.node.simulators = [], []

    @contextlib.asynccontextmanager
    async def maker(prepare: Callable[[Simulator], None] | None = None, **settings: str) -> AsyncIterator[Stage]:
        async with Simulator() as discord:
            request.node.simulators.append(discord)
            if prepare:
                prepare(discord)
            bot = Bot(discord, tmp_path, **settings)
            request.node.bots.append(bot)
            try:
                await bot.start()
                async with BotEndpoint(discord, bot.interactions_url) as endpoint:
                    await bot.at_gateway()
                    await endpoint.wait_until_up()
                    yield Stage(discord, bot, endpoint, media)
                    # Whatever was under way: SIGTERM ends it in good order, within the node's own deadline.
                    assert await bot.stop(timeout=20) == 0, "the bot did not stop in good order"
                    assert "Sanitizer: " not in bot.log.read_text(errors="replace"), "a sanitizer reported something"
            finally:
                await bot.stop()

    return maker


@pytest.fixture
async def stage(make_stage: StageMaker) -> AsyncIterator[Stage]:
    """The usual stage: allowlist off, no encryption."""
    async with make_stage() as made:
        yield made
