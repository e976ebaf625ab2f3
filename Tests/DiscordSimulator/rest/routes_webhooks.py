"""Interaction callbacks and the webhook of an interaction: `@original` and follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from .errors import unknown
from .interactions import Interaction, InteractionStore
from .responses import answer

if TYPE_CHECKING:
    from ..world import World


class WebhookRoutes:
    """These need no bot token: the interaction's token is in the path."""

    def __init__(self, store: InteractionStore, world: World) -> None:
        self._store = store
        self._world = world

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Adds the routes."""
        app.router.add_post(prefix + "/interactions/{interaction}/{token}/callback", self._callback)
        base = prefix + "/webhooks/{application}/{token}"
        app.router.add_post(base, self._follow_up)
        app.router.add_get(base + "/messages/{message}", self._get)
        app.router.add_patch(base + "/messages/{message}", self._edit)
        app.router.add_delete(base + "/messages/{message}", self._delete)

    def _find(self, request: web.Request) -> Interaction:
        application = request.match_info.get("application")
        if application is not None and application != str(self._world.application.id):
            raise unknown("Webhook")
        return self._store.find(request.match_info["token"])

    async def _callback(self, request: web.Request) -> web.Response:
        interaction = self._find(request)
        if request.match_info["interaction"] != str(interaction.id):
            raise unknown("Interaction")
        self._store.answer(interaction, request["json"])
        if request.query.get("with_response") != "true":
            return web.Response(status=204)
        original = interaction.original
        body: dict[str, Any] = {"interaction": {"id": str(interaction.id), "type": interaction.type}}
        if original:
            body["interaction"] |= {"response_message_id": original["id"], "response_message_loading": False}
            body["resource"] = {"type": (interaction.callback or {})["type"], "message": original}
        return answer(body)

    async def _follow_up(self, request: web.Request) -> web.Response:
        return answer(self._store.follow_up(self._find(request), request["json"] or {}))

    async def _get(self, request: web.Request) -> web.Response:
        return answer(self._store.message(self._find(request), request.match_info["message"]))

    async def _edit(self, request: web.Request) -> web.Response:
        body = request["json"] or {}
        return answer(self._store.edit(self._find(request), request.match_info["message"], body))

    async def _delete(self, request: web.Request) -> web.Response:
        self._store.delete(self._find(request), request.match_info["message"])
        return web.Response(status=204)
