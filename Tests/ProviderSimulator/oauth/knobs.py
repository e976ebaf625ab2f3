"""What can be made to go wrong at a provider."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler


@dataclass
class Fault:
    """Applies to the next `times` requests (None: all) whose method and path match.

    `status` answers with an error of that number and `body`; 429 carries `retry_after` as Retry-After. `delay` waits
    first, and without a status goes on then. `hang_up` closes the connection: with `after_work` only once the work is
    done, so that what was granted is lost. `redirect` answers 307 with that address.
    """

    path: str = ".*"
    method: str = ".*"
    times: int | None = 1
    status: int | None = None
    body: dict[str, object] | None = None
    retry_after: int = 2
    delay: float = 0.0
    hang_up: bool = False
    after_work: bool = False
    redirect: str | None = None
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether this fault is to be applied to a request; counts it if so."""
        if self.times is not None and self.hits >= self.times:
            return False
        if not re.fullmatch(self.method, method) or not re.search(self.path, path):
            return False
        self.hits += 1
        return True


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
                headers = {"Retry-After": str(fault.retry_after)} if fault.status == 429 else {}
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
