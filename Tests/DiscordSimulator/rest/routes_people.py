"""What a person's bearer token may ask: who they are, and which servers they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from .errors import DiscordError
from .responses import answer

if TYPE_CHECKING:
    from ..oauth import Grant, Grants
    from ..world import World

BEARER = "Bearer "
# The routes that take a person's token, with the scope that each needs.
SCOPE_OF = {"/users/@me": "identify", "/users/@me/guilds": "guilds"}
MAX_GUILDS = 200


class PeopleRoutes:
    """The answers to bearer tokens."""

    def __init__(self, world: World, grants: Grants) -> None:
        self._world = world
        self._grants = grants

    def authorise(self, authorization: str, path: str) -> Grant | None:
        """The grant of a bearer token that may ask for `path`; None for another kind of token."""
        if not authorization.startswith(BEARER):
            return None
        grant = self._grants.bearer(authorization.removeprefix(BEARER))
        if grant is None:
            raise DiscordError(401, 0, "401: Unauthorized")
        if SCOPE_OF.get(path) not in grant.scopes:
            raise DiscordError(403, 50001, "Missing Access")
        return grant

    def me(self, grant: Grant) -> web.Response:
        """`GET /users/@me` with the scope `identify`: no e-mail address."""
        user = self._world.users[grant.user_id]
        return answer(user.json() | {"mfa_enabled": False, "locale": user.locale, "premium_type": 0})

    def guilds(self, grant: Grant, request: web.Request) -> web.Response:
        """`GET /users/@me/guilds`, with estimates of the members where they are asked for."""
        with_counts = request.query.get("with_counts", "").lower() in ("true", "1")
        mine = [guild for guild in self._world.guilds.values() if grant.user_id in guild.members]
        listed = []
        for guild in sorted(mine, key=lambda guild: guild.id)[:MAX_GUILDS]:
            entry = {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "banner": None,
                "owner": guild.owner_id == grant.user_id,
                "permissions": str(guild.permissions_of(grant.user_id)),
                "features": [],
            }
            if with_counts:
                entry |= {"approximate_member_count": len(guild.members), "approximate_presence_count": 1}
            listed.append(entry)
        return answer(listed)
