"""SoundCloud: OAuth 2.1, PKCE required, refresh tokens good once, `Authorization: OAuth`, sign-out by JSON.

Contract: SoundCloud's API guide, "Authentication" and "Sign out"; "Get authenticated user".
"""

from __future__ import annotations

from aiohttp import web

from ..oauth import AuthorizationServer, Habits, Knobs
from .catalogue import Catalogue


class SoundCloud:
    """Accounts at `/authorize`, `/oauth/token` and `/sign-out`, the API beside them."""

    def __init__(self) -> None:
        self.knobs = Knobs()
        self.oauth = AuthorizationServer(
            "SoundCloud", "CANARY-soundcloud", Habits(needs_pkce=True, rotates_refresh=True), self.knobs
        )
        self.catalogue = Catalogue(self.oauth.bearer)

    def add_routes(self, app: web.Application) -> None:
        """All of SoundCloud on one origin."""
        app.router.add_get("/authorize", self.oauth.authorize)
        app.router.add_post("/oauth/token", self.oauth.token)
        app.router.add_post("/sign-out", self._sign_out)
        app.router.add_get("/me", self._me)
        self.catalogue.add_routes(app)

    def environment(self, origin: str) -> dict[str, str]:
        """The bot's settings for it."""
        return {
            "TIMMYBOT_SOUNDCLOUD_CLIENT_ID": self.oauth.client.id,
            "TIMMYBOT_SOUNDCLOUD_CLIENT_SECRET": self.oauth.client.secret or "",
            "TIMMYBOT_SOUNDCLOUD_ACCOUNTS_URL": origin,
            "TIMMYBOT_SOUNDCLOUD_API_URL": origin,
        }

    async def _sign_out(self, request: web.Request) -> web.Response:
        body = await request.json()
        return web.Response(status=200 if self.oauth.book.revoke(str(body.get("access_token", ""))) else 400)

    async def _me(self, request: web.Request) -> web.Response:
        grant = self.oauth.bearer(request, "OAuth")
        if grant is None:
            return web.json_response({"code": 401, "message": "invalid_token"}, status=401)
        urn = f"soundcloud:users:{1000 + grant.id}"
        return web.json_response({"urn": urn, "username": grant.account, "plan": "Free"})
