"""The simulated providers as one object: start them, let people consent, break things."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Protocol

from aiohttp import web

from DiscordSimulator.certificates import Certificates

from .apple_music import AppleMusic
from .oauth import Knobs
from .soundcloud import SoundCloud
from .spotify import Spotify
from .youtube import YouTube

HOST = "127.0.0.1"


class Provider(Protocol):
    """What each provider's folder offers."""

    knobs: Knobs

    def add_routes(self, app: web.Application) -> None:
        """Adds its OAuth and API routes."""

    def environment(self, origin: str) -> dict[str, str]:
        """The bot's settings that point at it."""


class Providers:
    """Each provider on an origin of its own. Use `async with Providers(certificates) as providers:`.

    `certificates` are the simulated Discord's, so that the bot needs to trust one authority only; without them all is
    plain HTTP, which the bot accepts for configured addresses.
    """

    def __init__(self, certificates: Certificates | None = None) -> None:
        self._stack = contextlib.AsyncExitStack()
        self._certificates = certificates
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="provider-simulator-")))
        self.spotify = Spotify()
        self.youtube = YouTube()
        self.soundcloud = SoundCloud()
        self.apple_music = AppleMusic(folder)
        self.origins: dict[str, str] = {}

    @property
    def all(self) -> dict[str, Provider]:
        """Every provider by the name that the bot's addresses use."""
        return {
            "spotify": self.spotify,
            "youtube": self.youtube,
            "soundcloud": self.soundcloud,
            "apple-music": self.apple_music,
        }

    def register(self, public_url: str) -> None:
        """Registers the bot's callback addresses, as its operator does at each provider."""
        for name, provider in (("spotify", self.spotify), ("youtube", self.youtube), ("soundcloud", self.soundcloud)):
            provider.oauth.client.redirect_uris.add(f"{public_url}/link/{name}/callback")

    def environment(self) -> dict[str, str]:
        """The settings that point a bot at these providers."""
        settings: dict[str, str] = {}
        for name, provider in self.all.items():
            settings |= provider.environment(self.origins[name])
        return settings

    async def __aenter__(self) -> Providers:
        try:
            for name, provider in self.all.items():
                self.origins[name] = await self._serve(provider)
        except BaseException:
            await self._stack.aclose()
            raise
        for name, provider in (("spotify", self.spotify), ("youtube", self.youtube), ("soundcloud", self.soundcloud)):
            provider.oauth.url = self.origins[name]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _serve(self, provider: Provider) -> str:
        app = web.Application(middlewares=[provider.knobs.middleware()])
        provider.add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        context = self._certificates.server_context() if self._certificates else None
        site = web.TCPSite(runner, HOST, 0, ssl_context=context)
        await site.start()
        scheme = "https" if context else "http"
        return f"{scheme}://{HOST}:{runner.addresses[0][1]}"
