"""What can be made to go wrong at a provider."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from DiscordSimulator.rest.knobs import RestFault


@dataclass
class Fault(RestFault):
    """A fault of the simulated Discord's kind, at a provider.

    `body` goes with `status`; 429 carries `retry_after` as Retry-After. With `after_work` a connection is closed only
    once the work is done, so that what was granted is lost. `redirect` answers 307 with that address.
    """

    body: dict[str, object] | None = None
    after_work: bool = False
    redirect: str | None = None


@dataclass
class Knobs:
    """Settings of one provider, read at each request."""

    faults: list[Fault] = field(default_factory=list)
    # Seconds for which an access token is good.
    lifetime: int = 3600
    # The consent page is passed without a click.
    consents_at_once: bool = False

    def middleware(self) -> web._Middleware:
        """Applies the faults in front of every route."""

        @web.middleware
        async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
            fault = next((one for one in self.faults if one.matches(request.method, request.path)), None)
            if fault is None:
                return await handler(request)
            await asyncio.sleep(fault.delay)
            if fault.redirect:
                return web.Response(status=307, headers={"Location": fault.redirect})
            if fault.status is not None:
                headers = {"Retry-After": f"{fault.retry_after:.0f}"} if fault.status == 429 else {}
                return web.json_response(fault.body or {"error": "simulated"}, status=fault.status, headers=headers)
            if fault.hang_up and not fault.after_work:
                if request.transport:
                    request.transport.abort()
                return web.Response(status=500)
            response = await handler(request)
            if fault.hang_up and request.transport:
                request.transport.abort()
            return response

        return middleware
