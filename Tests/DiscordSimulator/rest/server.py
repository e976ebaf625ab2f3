"""The REST application: routes, authorisation, rate limits, faults, and a record of every call."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .commands import CommandStore
from .errors import DiscordError
from .interactions import InteractionStore
from .knobs import RestFault, RestKnobs
from .limits import Limits
from .responses import answer
from .routes_commands import CommandRoutes
from .routes_guilds import GuildRoutes
from .routes_people import PeopleRoutes
from .routes_webhooks import WebhookRoutes

if TYPE_CHECKING:
    from ..gateway import GatewayServer
    from ..oauth import Grants
    from ..signals import Signal
    from ..violations import Violations
    from ..world import World

PREFIX = "/api/v10"
WITHOUT_TOKEN = ("/webhooks/", "/interactions/")
MAX_BODY = 26 << 20


@dataclass
class RestCall:
    """One request as it came in and the status it was answered with."""

    method: str
    path: str
    body: Any = None
    status: int = 0
    at: float = field(default_factory=time.time)


class RestServer:
    """Builds the aiohttp application; everything observable hangs on this object."""

    def __init__(
        self, world: World, gateway: GatewayServer, violations: Violations, signal: Signal, grants: Grants
    ) -> None:
        self.knobs = RestKnobs()
        self.calls: list[RestCall] = []
        self.limits = Limits()
        self.interactions = InteractionStore(world, self.knobs, signal)
        self.commands = CommandStore(world.application.id, world.snowflakes)
        self.guilds = GuildRoutes(world, signal)
        self.people = PeopleRoutes(world, grants)
        self._world = world
        self._gateway = gateway
        self._violations = violations
        self._signal = signal

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Messages that the bot posted in channels, oldest first."""
        return self.guilds.messages

    def application(self) -> web.Application:
        """The web application with all routes below /api/v10."""
        app = web.Application(middlewares=[self._middleware], client_max_size=MAX_BODY)
        get = app.router.add_get
        for path in ("/applications/@me", "/oauth2/applications/@me"):
            get(PREFIX + path, self._application)
        get(PREFIX + "/users/@me", self._me)
        get(PREFIX + "/gateway", self._gateway_url)
        get(PREFIX + "/gateway/bot", self._gateway_bot)
        get(PREFIX + "/soundboard-default-sounds", self._empty_list)
        get(PREFIX + "/sticker-packs", self._empty_list)
        self.guilds.add_to(app, PREFIX)
        CommandRoutes(self.commands, self._world).add_to(app, PREFIX)
        WebhookRoutes(self.interactions, self._world).add_to(app, PREFIX)
        return app

    async def _application(self, request: web.Request) -> web.Response:
        return answer(self._world.application.json())

    async def _me(self, request: web.Request) -> web.Response:
        return answer(self._world.application.bot.json() | {"verified": True, "mfa_enabled": False, "locale": "en-US"})

    async def _empty_list(self, request: web.Request) -> web.Response:
        return answer([])

    async def _gateway_url(self, request: web.Request) -> web.Response:
        return answer({"url": self._gateway.url})

    async def _gateway_bot(self, request: web.Request) -> web.Response:
        limit = self._gateway.session_start_limit()
        return answer({"url": self._gateway.url, "shards": 1, "session_start_limit": limit})

    # Around every request.

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Any) -> web.StreamResponse:
        call = RestCall(request.method, request.path.removeprefix(PREFIX))
        self.calls.append(call)
        try:
            response = await self._answered(request, handler, call)
        except DiscordError as error:
            response = answer(error.json(), error.status)
        except web.HTTPException as error:
            response = answer({"message": f"{error.status}: {error.reason}", "code": 0}, error.status)
        call.status = response.status
        self._signal.notify()
        return response

    async def _answered(self, request: web.Request, handler: Any, call: RestCall) -> web.StreamResponse:
        for fault in self.knobs.faults:
            if fault.matches(call.method, call.path) and (failed := await self._fail(fault, request)):
                return failed
        self._authorise(request, call)
        resource = request.match_info.route.resource
        route = resource.canonical if resource else call.path
        bucket = self.limits.bucket(request.method, route, request.path)
        wait = bucket.take()
        if wait is not None and self.knobs.enforce_limits:
            self.limits.refused += 1
            response = _limited(wait, "user")
        else:
            call.body = await _body(request)
            request["json"] = call.body
            response = await self._respond(request, handler, call)
        response.headers.update(bucket.headers())
        return response

    async def _respond(self, request: web.Request, handler: Any, call: RestCall) -> web.StreamResponse:
        """A person's token has answers of its own; everything else is the bot's."""
        grant = self.people.authorise(request.headers.get("Authorization", ""), call.path)
        if grant is None:
            return await handler(request)
        return self.people.me(grant) if call.path == "/users/@me" else self.people.guilds(grant, request)

    async def _fail(self, fault: RestFault, request: web.Request) -> web.Response | None:
        await asyncio.sleep(fault.delay)
        if fault.hang_up and request.transport is not None:
            request.transport.abort()
            return web.Response(status=500)
        if fault.scope:
            return _limited(fault.retry_after, fault.scope)
        if fault.status:
            return answer({"message": f"{fault.status}: made to fail", "code": 0}, fault.status)
        return None

    def _authorise(self, request: web.Request, call: RestCall) -> None:
        agent = request.headers.get("User-Agent", "")
        if not agent.startswith("DiscordBot ("):
            self._violations.add("rest", "User-Agent is not `DiscordBot (url, version)`", agent)
        if call.path == "/gateway" or call.path.startswith(WITHOUT_TOKEN):
            return
        if request.method == "GET" and self.people.authorise(request.headers.get("Authorization", ""), call.path):
            return
        if request.headers.get("Authorization") != f"Bot {self._world.application.token}":
            raise DiscordError(401, 0, "401: Unauthorized")


def _limited(retry_after: float, scope: str) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": round(retry_after, 3), "global": scope == "global"}
    response = answer(body, 429)
    response.headers["Retry-After"] = str(max(1, round(retry_after + 0.5)))
    response.headers["X-RateLimit-Scope"] = scope
    if scope == "global":
        response.headers["X-RateLimit-Global"] = "true"
    return response


async def _body(request: web.Request) -> Any:
    """The decoded body: JSON, or the `payload_json` part of a form with files."""
    if not request.can_read_body:
        return None
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        payload = form.get("payload_json")
        body = json.loads(str(payload)) if payload else {}
        files = [key for key in form if key.startswith("file")]
        return body | {"attachments": body.get("attachments") or [{"id": key} for key in files]}
    raw = await request.read()
    if not raw:
        return None
    if request.content_type != "application/json":
        raise DiscordError(400, 50035, f"Invalid Content-Type {request.content_type}")
    try:
        return json.loads(raw)
    except ValueError:
        raise DiscordError(400, 50109, "The request body contains invalid JSON.") from None
