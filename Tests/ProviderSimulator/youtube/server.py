"""Google: a client secret; refresh tokens only with `access_type=offline`, and lasting ones; `iss` on callbacks.

Contract: "Using OAuth 2.0 for Web Server Applications", YouTube Data API "Channels: list"; data_api.py has the rest.
"""

from __future__ import annotations

from aiohttp import web

from ..oauth import AuthorizationServer, Habits, Knobs
from .data_api import DataAPI

SCOPE = "https://www.googleapis.com/auth/youtube.readonly"


class YouTube:
    """Sign-in at `/o/oauth2/v2/auth`, tokens at `/token`, the Data API below `/youtube/v3`."""

    def __init__(self) -> None:
        self.knobs = Knobs()
        habits = Habits(
            offline_parameters={"access_type": "offline", "prompt": "consent"}, sends_issuer=True, scopes={SCOPE}
        )
        self.oauth = AuthorizationServer("Google", "CANARY-google", habits, self.knobs)
        self.data = DataAPI(self.oauth.bearer)

    def add_routes(self, app: web.Application) -> None:
        """All of Google on one origin."""
        app.router.add_get("/o/oauth2/v2/auth", self.oauth.authorize)
        app.router.add_post("/token", self.oauth.token)
        app.router.add_post("/revoke", self.oauth.revoke)
        app.router.add_get("/youtube/v3/channels", self._channels)
        self.data.add_routes(app)

    def environment(self, origin: str) -> dict[str, str]:
        """The bot's settings for it."""
        return {
            "TIMMYBOT_GOOGLE_CLIENT_ID": self.oauth.client.id,
            "TIMMYBOT_GOOGLE_CLIENT_SECRET": self.oauth.client.secret or "",
            "TIMMYBOT_GOOGLE_ACCOUNTS_URL": origin,
            "TIMMYBOT_GOOGLE_TOKENS_URL": origin,
            "TIMMYBOT_YOUTUBE_API_URL": f"{origin}/youtube/v3",
        }

    async def _channels(self, request: web.Request) -> web.Response:
        grant = self.oauth.bearer(request)
        if grant is None:
            return web.json_response({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, status=401)
        if request.query.get("mine") != "true" or SCOPE not in grant.scope:
            return web.json_response({"error": {"code": 403, "status": "PERMISSION_DENIED"}}, status=403)
        channel = {"kind": "youtube#channel", "id": f"UC-{grant.account}", "snippet": {"title": grant.account.title()}}
        return web.json_response({"kind": "youtube#channelListResponse", "items": [channel]})
