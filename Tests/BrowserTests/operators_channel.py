"""A Discord channel's webhook, as far as executing it goes."""

from __future__ import annotations

from aiohttp import web

from DiscordSimulator.signals import Signal

PATH = "/api/webhooks/1/token"
MAX_CONTENT = 2000


class OperatorsChannel:
    """Takes messages by the rules of Discord's page "Webhook Resource" and keeps them."""

    def __init__(self, signal: Signal) -> None:
        self.messages: list[str] = []
        self.url = ""
        self._signal = signal
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> OperatorsChannel:
        app = web.Application()
        app.router.add_post(PATH, self._execute)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}{PATH}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _execute(self, request: web.Request) -> web.Response:
        body = await request.json()
        content = body.get("content")
        if not isinstance(content, str) or not 0 < len(content) <= MAX_CONTENT:
            return web.json_response({"message": "Cannot send an empty message", "code": 50006}, status=400)
        assert body.get("allowed_mentions") == {"parse": []}
        self.messages.append(content)
        self._signal.notify()
        return web.Response(status=204)
