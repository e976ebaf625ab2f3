"""Apple Music: developer tokens checked as ES256, and a MusicKit JS whose `authorize()` opens a window.

Contract: "Generating developer tokens", "User authentication for MusicKit", MusicKit JS v3, "Get a user's storefront".
"""

from __future__ import annotations

import secrets
from pathlib import Path

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ..oauth import Knobs
from .catalogue import Catalogue

LONGEST_LIFE = 15_777_000


class AppleMusic:
    """The script at `/musickit/v3/musickit.js`, the window it opens at `/authorize`, the API below `/v1`."""

    def __init__(self, folder: Path) -> None:
        self.knobs = Knobs()
        self.team_id = "TEAM012345"
        self.key_id = "KEYID01234"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.key_file = folder / "AuthKey.p8"
        self.key_file.touch(0o600)
        self.key_file.write_bytes(
            self.key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self.user_tokens: set[str] = set()
        self.catalogue = Catalogue(self.has_developer, self.has_user)
        # Claims of the developer tokens that were accepted, and why others were not.
        self.claims: list[dict[str, object]] = []
        self.refusals: list[str] = []

    def add_routes(self, app: web.Application) -> None:
        """All of Apple Music on one origin."""
        app.router.add_get("/musickit/v3/musickit.js", self._script)
        app.router.add_get("/authorize", self._window)
        app.router.add_post("/user-token", self._user_token)
        app.router.add_get("/v1/me/storefront", self._storefront)
        self.catalogue.add_routes(app)

    def environment(self, origin: str) -> dict[str, str]:
        """The bot's settings for it."""
        return {
            "TIMMYBOT_APPLE_TEAM_ID": self.team_id,
            "TIMMYBOT_APPLE_KEY_ID": self.key_id,
            "TIMMYBOT_APPLE_PRIVATE_KEY_FILE": str(self.key_file),
            "TIMMYBOT_APPLE_API_URL": origin,
            "TIMMYBOT_APPLE_MUSICKIT_URL": f"{origin}/musickit/v3/musickit.js",
        }

    def is_developer(self, token: str, origin: str | None = None) -> bool:
        """Whether a developer token is one Apple would accept, on pages of `origin` where it names origins."""
        try:
            if jwt.get_unverified_header(token) != {"alg": "ES256", "kid": self.key_id}:
                raise jwt.InvalidTokenError("header")
            claims = jwt.decode(
                token, self.key.public_key(), ["ES256"], issuer=self.team_id, options={"require": ["iss", "iat", "exp"]}
            )
            if claims["exp"] - claims["iat"] > LONGEST_LIFE:
                raise jwt.InvalidTokenError("lives too long")
            if origin and "origin" in claims and origin not in claims["origin"]:
                raise jwt.InvalidTokenError("another origin")
        except jwt.InvalidTokenError as error:
            self.refusals.append(str(error))
            return False
        self.claims.append(claims)
        return True

    def has_developer(self, request: web.Request) -> bool:
        """Whether a request carries a good developer token."""
        word, _, token = request.headers.get("Authorization", "").partition(" ")
        return word == "Bearer" and self.is_developer(token)

    def has_user(self, request: web.Request) -> web.Response | None:
        """The error answer: 401 for a bad developer token, 403 with code 40300 for a bad user token."""
        if not self.has_developer(request):
            return web.Response(status=401)
        if request.headers.get("Music-User-Token") not in self.user_tokens:
            error = {"status": "403", "code": "40300", "title": "Forbidden", "detail": "Invalid authentication"}
            return web.json_response({"errors": [error]}, status=403)
        return None

    async def _storefront(self, request: web.Request) -> web.Response:
        refusal = self.has_user(request)
        return refusal or web.json_response({"data": [{"id": "de", "type": "storefronts"}]})

    async def _script(self, request: web.Request) -> web.Response:
        origin = f"{request.scheme}://{request.host}"
        text = (Path(__file__).parent / "musickit.js").read_text().replace("{{ORIGIN}}", origin)
        return web.Response(text=text, content_type="text/javascript")

    async def _window(self, request: web.Request) -> web.Response:
        text = (Path(__file__).parent / "authorize.html").read_text()
        return web.Response(text=text, content_type="text/html")

    async def _user_token(self, request: web.Request) -> web.Response:
        body = await request.json()
        if not self.is_developer(str(body.get("developerToken", "")), str(body.get("origin", ""))):
            return web.Response(status=401)
        token = f"CANARY-apple-user-{secrets.token_urlsafe(48)}"
        self.user_tokens.add(token)
        return web.json_response({"userToken": token})
