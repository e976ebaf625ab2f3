"""Delivers signed interactions to the bot's endpoint and collects what it answers, inline or later."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from ..rest import DiscordError, Interaction
from ..rest.components import walk
from ..rest.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT
from ..world import Channel, ChannelType, Guild, User
from .payloads import InteractionPayloads

if TYPE_CHECKING:
    from ..simulator import Simulator

DEADLINE = 3.0


@dataclass(frozen=True)
class Exchange:
    """One HTTP exchange with the endpoint. `status` 0 means that there was no answer; `error` says why."""

    status: int
    body: bytes
    seconds: float
    error: str = ""

    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


class BotEndpoint:
    """The bot's `POST /interactions`, as Discord calls it. Use as an async context manager."""

    def __init__(self, simulator: Simulator, url: str) -> None:
        self.url = url
        self.payloads = InteractionPayloads(simulator.world, simulator.rest.commands)
        self._simulator = simulator
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> BotEndpoint:
        certificates = self._simulator.certificates
        # A bot that has TLS of its own has a certificate of the simulator's CA.
        connector = aiohttp.TCPConnector(ssl=certificates.client_context()) if certificates else None
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=DEADLINE), connector=connector)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._http:
            await self._http.close()

    # The lowest level: bytes and headers.

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> Exchange:
        """Posts a body, correctly signed unless `headers` are given; never raises for what the endpoint does."""
        assert self._http is not None
        began = time.monotonic()
        try:
            sent = self._simulator.signer.headers(body) if headers is None else headers
            async with self._http.post(self.url, data=body, headers=sent) as response:
                content = await response.read()
                return Exchange(response.status, content, time.monotonic() - began)
        except TimeoutError:
            return Exchange(0, b"", time.monotonic() - began, "no answer within 3 s")
        except aiohttp.ClientError as error:
            return Exchange(0, b"", time.monotonic() - began, f"{type(error).__name__}: {error}")

    async def ping(self) -> Exchange:
        """Discord's check of the URL: must give 200 and {"type":1}."""
        return await self.post(json.dumps(self.payloads.ping()).encode())

    async def probe(self) -> Exchange:
        """Discord's routine check that a wrong signature is refused: must give 401."""
        body = json.dumps(self.payloads.ping()).encode()
        headers = self._simulator.signer.headers(body)
        return await self.post(body, headers | {"X-Signature-Ed25519": "0" * 128})

    async def wait_until_up(self, timeout: float = 30) -> None:
        """Pings until the endpoint answers correctly."""
        deadline = time.monotonic() + timeout
        while True:
            exchange = await self.ping()
            if exchange.status == 200 and exchange.json() == {"type": 1}:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"the endpoint did not answer PING within {timeout:g} s: {exchange}")
            await asyncio.sleep(0.05)

    async def refuses(self, within: float) -> None:
        """Pings until the endpoint refuses a correctly signed request (401)."""
        deadline = time.monotonic() + within
        while (exchange := await self.ping()).status != 401:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the endpoint still accepts PING after {within:g} s: {exchange}")
            await asyncio.sleep(0.05)

    # Interactions.

    async def deliver(self, interaction: Interaction, payload: dict[str, Any]) -> Exchange:
        """Posts an interaction and takes its inline answer. A wrong or missing one marks the interaction as failed."""
        interaction.created_at = time.time()
        exchange = await self.post(json.dumps(payload, ensure_ascii=False).encode())
        if exchange.status == 200:
            try:
                self._simulator.rest.interactions.answer(interaction, exchange.json())
            except (DiscordError, ValueError, KeyError) as error:
                self._fail(interaction, f"the answer was refused: {error}: {exchange.body[:500]!r}")
        elif exchange.status != 202:
            self._fail(interaction, exchange.error or f"HTTP {exchange.status}")
        elif exchange.body:
            self._simulator.violations.add("endpoint", "202 with a body")
        return exchange

    def _fail(self, interaction: Interaction, why: str) -> None:
        if interaction.callback is None:
            interaction.failed = why
        self._simulator.violations.add("endpoint", "interaction failed", why)
        self._simulator.signal.notify()

    async def command(
        self,
        guild: Guild | None,
        user: User,
        name: str,
        *,
        wait: float = 15,
        channel: Channel | None = None,
        **options: Any,
    ) -> Interaction:
        """Runs a slash command and waits for the reply that the user sees; raises if there is none."""
        interaction = self._create(COMMAND, guild, user, channel)
        await self.deliver(interaction, self.payloads.command(interaction, user, guild, name, options))
        return await self.replied(interaction, wait) if wait else interaction

    async def click(
        self,
        below: Interaction,
        user: User,
        custom_id: str | None = None,
        *,
        label: str | None = None,
        values: list[str] | None = None,
        wait: float = 15,
    ) -> Interaction:
        """Clicks a button (by custom_id or label) or chooses in a select below a reply."""
        message = below.reply
        if message is None:
            raise LookupError("there is no message to click on")
        component = _find(message, custom_id, label)
        guild = self._simulator.world.guilds.get(below.guild_id) if below.guild_id else None
        interaction = self._create(COMPONENT, guild, user, guild.channels[below.channel_id] if guild else None)
        interaction.source_message = message
        await self.deliver(interaction, self.payloads.click(interaction, user, guild, component, values or []))
        return await self.replied(interaction, wait) if wait else interaction

    async def click_message(
        self,
        guild: Guild,
        user: User,
        message: dict[str, Any],
        custom_id: str,
        *,
        values: list[str] | None = None,
        wait: float = 15,
    ) -> Interaction:
        """Clicks a component of a message that stands in a channel; `values` are a select's."""
        component = _find(message, custom_id, None)
        channel = guild.channels[int(message["channel_id"])]
        interaction = self._create(COMPONENT, guild, user, channel)
        interaction.source_message = message
        await self.deliver(interaction, self.payloads.click(interaction, user, guild, component, values or []))
        return await self.replied(interaction, wait) if wait else interaction

    async def use_on(
        self, guild: Guild, user: User, name: str, target: User | dict[str, Any], *, wait: float = 15
    ) -> Interaction:
        """Runs a command of a member's or a message's menu."""
        interaction = self._create(COMMAND, guild, user, None)
        await self.deliver(interaction, self.payloads.menu_command(interaction, user, guild, name, target))
        return await self.replied(interaction, wait) if wait else interaction

    async def autocomplete(
        self, guild: Guild, user: User, name: str, focused: str, **options: Any
    ) -> list[dict[str, Any]]:
        """Types into an option and returns the choices offered."""
        interaction = self._create(AUTOCOMPLETE, guild, user, None)
        await self.deliver(interaction, self.payloads.command(interaction, user, guild, name, options, focused=focused))
        if interaction.callback is None:
            raise AssertionError(f"no choices: {interaction.failed}")
        return interaction.callback["data"]["choices"]

    async def submit(
        self, guild: Guild | None, user: User, custom_id: str, fields: dict[str, str], *, wait: float = 15
    ) -> Interaction:
        """Submits a modal."""
        interaction = self._create(MODAL_SUBMIT, guild, user, None)
        await self.deliver(interaction, self.payloads.modal(interaction, user, guild, custom_id, fields))
        return await self.replied(interaction, wait) if wait else interaction

    async def replied(self, interaction: Interaction, timeout: float = 15) -> Interaction:
        """Waits until the user sees a reply, or the interaction has failed (which raises)."""

        def settled() -> bool:
            done_without_message = interaction.callback is not None and interaction.callback["type"] in (6, 9)
            return bool(interaction.failed or interaction.reply or done_without_message)

        await self._simulator.signal.wait_for(settled, timeout, "a reply to the interaction")
        if interaction.failed:
            raise AssertionError(f"the interaction failed: {interaction.failed}")
        return interaction

    def _create(self, kind: int, guild: Guild | None, user: User, channel: Channel | None) -> Interaction:
        store = self._simulator.rest.interactions
        if guild is None:
            return store.create(kind, None, self._simulator.world.snowflakes.make(), user.id)
        where = channel or guild.first_channel(ChannelType.TEXT)
        return store.create(kind, guild.id, where.id, user.id)


def _find(message: dict[str, Any], custom_id: str | None, label: str | None) -> dict[str, Any]:
    for component, _ in walk(message.get("components") or [], "components"):
        matches = component.get("custom_id") == custom_id if custom_id else component.get("label") == label
        if component.get("custom_id") and matches:
            return component
    raise LookupError(f"no component {custom_id or label!r} below the message")
