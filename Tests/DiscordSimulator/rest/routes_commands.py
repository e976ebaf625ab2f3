"""Application commands: listing, bulk overwrite, creation, deletion; global and per guild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from .commands import CommandStore
from .errors import DiscordError, unknown
from .responses import answer

if TYPE_CHECKING:
    from ..world import World


class CommandRoutes:
    """Everything below /applications/{application}/commands and /applications/{application}/guilds/{guild}/commands."""

    def __init__(self, store: CommandStore, world: World) -> None:
        self._store = store
        self._world = world

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Adds the routes."""
        for base in ("/applications/{application}/commands", "/applications/{application}/guilds/{guild}/commands"):
            app.router.add_get(prefix + base, self._list)
            app.router.add_put(prefix + base, self._overwrite)
            app.router.add_post(prefix + base, self._create)
            app.router.add_delete(prefix + base + "/{command}", self._delete)

    def _scope(self, request: web.Request) -> int | None:
        if request.match_info["application"] != str(self._world.application.id):
            raise DiscordError(403, 20012, "You are not authorized to perform this action on this application")
        guild = request.match_info.get("guild")
        if guild is None:
            return None
        if not guild.isdecimal() or int(guild) not in self._world.guilds:
            raise DiscordError(403, 50001, "Missing Access")
        return int(guild)

    async def _list(self, request: web.Request) -> web.Response:
        return answer(self._store.list(self._scope(request)))

    async def _overwrite(self, request: web.Request) -> web.Response:
        return answer(self._store.overwrite(self._scope(request), request["json"]))

    async def _create(self, request: web.Request) -> web.Response:
        command, is_new = self._store.upsert(self._scope(request), request["json"] or {})
        return answer(command, 201 if is_new else 200)

    async def _delete(self, request: web.Request) -> web.Response:
        command = request.match_info["command"]
        if not command.isdecimal() or not self._store.delete(self._scope(request), int(command)):
            raise unknown("application command")
        return web.Response(status=204)
