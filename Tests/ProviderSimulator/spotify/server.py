"""Spotify: PKCE without a secret; refresh tokens are replaced and end six months after the consent; development mode.

Contract: "Authorization Code with PKCE Flow", "Refreshing tokens", "Introducing refresh token expiration" (2026-06-18),
"Get Current User's Profile", "Quota modes".
"""

from __future__ import annotations

import time

from aiohttp import web

from ..oauth import AuthorizationServer, Habits, Knobs
from .catalogue import Catalogue

HALF_A_YEAR = 182 * 86_400


class Spotify:
    """Accounts at `/authorize` and `/api/token`, the Web API below `/v1`."""

    def __init__(self) -> None:
        self.knobs = Knobs()
        habits = Habits(
            needs_secret=False,
            needs_pkce=True,
            rotates_refresh=True,
            scopes={
                "playlist-read-private",
                "playlist-read-collaborative",
                "user-library-read",
                "user-read-recently-played",
            },
        )
        self.oauth = AuthorizationServer("Spotify", "CANARY-spotify", habits, self.knobs)
        self.catalogue = Catalogue(self.oauth.bearer)
        # People the operator admitted in the dashboard; None admits everybody (extended quota).
        self.admitted: set[str] | None = None

    def add_routes(self, app: web.Application) -> None:
        """All of Spotify on one origin."""
        app.router.add_get("/authorize", self.oauth.authorize)
        app.router.add_post("/api/token", self._token)
        app.router.add_get("/v1/me", self._me)
        app.router.add_get("/v1/me/", self._me)
        self.catalogue.add_routes(app)

    def environment(self, origin: str) -> dict[str, str]:
        """The bot's settings for it."""
        return {
            "TIMMYBOT_SPOTIFY_CLIENT_ID": self.oauth.client.id,
            "TIMMYBOT_SPOTIFY_ACCOUNTS_URL": origin,
            "TIMMYBOT_SPOTIFY_API_URL": f"{origin}/v1",
        }

    async def _token(self, request: web.Request) -> web.Response:
        for grant in self.oauth.book.grants:
            if grant.account and time.time() - grant.made_at > HALF_A_YEAR:
                grant.revoked = True
        return await self.oauth.token(request)

    async def _me(self, request: web.Request) -> web.Response:
        grant = self.oauth.bearer(request)
        if grant is None:
            return web.json_response({"error": {"status": 401, "message": "Invalid access token"}}, status=401)
        if self.admitted is not None and grant.account not in self.admitted:
            return web.json_response({"error": {"status": 403, "message": "User not registered"}}, status=403)
        name = grant.account
        return web.json_response(
            {"account_id": f"acct-{name}", "id": name, "display_name": name.title(), "product": "premium"}
        )
