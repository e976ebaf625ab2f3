from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from DiscordSimulator import Simulator
from DiscordSimulator.media import MediaLibrary


@pytest.fixture
async def discord() -> AsyncIterator[Simulator]:
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> MediaLibrary:
    return MediaLibrary(Path(tmp_path_factory.mktemp("media")))
