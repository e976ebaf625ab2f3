"""The web application with `/oauth2/authorize` for browsers and `/api/oauth2/token` for the application."""

from __future__ import annotations

import base64
import binascii
import html
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from ..rest.responses import answer
from .grants import Code, Grants

if TYPE_CHECKING:
    from ..signals import Signal
    from ..world import World

FORM = "application/x-www-form-urlencoded"
SCOPES = {"identify", "guilds", "email", "connections", "guilds.join", "bot", "applications.commands"}
ACCOUNT_COOKIE = "simulated_discord_account"


class OAuthServer:
    """Discord's side of a sign-in. `redirects` are the addresses registered with the application."""

    def __init__(self, world: World, signal: Signal) -> None:
        self.grants = Grants()
        self.redirects: list[str] = []
        self.token_requests: list[dict[str, str]] = []
        self.url = ""
        self.is_down = False
        self._world = world
        self._signal = signal

    def application(self) -> web.Application:
        """The web application."""
        app = web.Application()
        app.router.add_get("/oauth2/authorize", self._authorize)
        app.router.add_post("/oauth2/authorize", self._decide)
        for prefix in ("/api", "/api/v10"):
            app.router.add_post(prefix + "/oauth2/token", self._token)
            app.router.add_post(prefix + "/oauth2/token/revoke", self._revoke)
        return app

    # The browser's half.

    def _refusal(self, query: Mapping[str, str]) -> str | None:
        """Why Discord shows an error of its own instead of sending the browser back."""
        if query.get("client_id") != str(self._world.application.id):
            return "Unknown Application"
        if query.get("redirect_uri") not in self.redirects:
            return "Invalid OAuth2 redirect_uri"
        if query.get("response_type") != "code":
            return "Unsupported response_type"
        scopes = set(query.get("scope", "").split())
        if not scopes or not scopes <= SCOPES:
            return "Invalid scope"
        if query.get("code_challenge") and query.get("code_challenge_method") != "S256":
            return "Invalid code_challenge_method"
        return None

    async def _authorize(self, request: web.Request) -> web.Response:
        query = request.query
        if "bot" in query.get("scope", "").split() and "redirect_uri" not in query:
            return _page("Add to server", "<p>The simulated Discord adds bots by the test's own hand.</p>")
        if (reason := self._refusal(query)) is not None:
            return _page("Error", f"<p>{html.escape(reason)}</p>", 400)
        account = int(request.cookies.get(ACCOUNT_COOKIE) or 0)
        wanted = set(query["scope"].split())
        if query.get("prompt") == "none" and wanted <= self.grants.agreed.get(account, set()):
            return self._agree(account, query)
        people = [user for user in self._world.users.values() if not user.bot]
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in query.items()
        )
        buttons = "".join(
            f'<p><button name="account" value="{user.id}">Authorize as {html.escape(user.name)}</button></p>'
            for user in people
        )
        cancel = '<p><button name="account" value="">Cancel</button></p>'
        body = f'<form method="post" action="/oauth2/authorize">{hidden}{buttons}{cancel}</form>'
        return _page("TimmyBot wants to access your account", body)

    async def _decide(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if (reason := self._refusal(form)) is not None:
            return _page("Error", f"<p>{html.escape(reason)}</p>", 400)
        if not form.get("account"):
            text = "The resource owner or authorization server denied the request"
            return _back(form, {"error": "access_denied", "error_description": text})
        return self._agree(int(form["account"]), form)

    def _agree(self, account: int, query: Mapping[str, str]) -> web.Response:
        code = Code(account, tuple(query["scope"].split()), query["redirect_uri"], query.get("code_challenge") or None)
        response = _back(query, {"code": self.grants.add_code(code)})
        response.set_cookie(ACCOUNT_COOKIE, str(account), httponly=True)
        return response

    # The application's half.

    def _is_client(self, request: web.Request, form: Mapping[str, str]) -> bool:
        client, secret = form.get("client_id"), form.get("client_secret")
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            try:
                client, _, secret = base64.b64decode(encoded).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return False
        application = self._world.application
        return client == str(application.id) and secret == application.client_secret

    async def _form(self, request: web.Request) -> dict[str, str] | web.Response:
        if self.is_down:
            return answer({"message": "upstream", "code": 0}, 503)
        if request.content_type != FORM:
            return answer({"error": "invalid_request", "error_description": "Content-Type must be a form"}, 400)
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not self._is_client(request, form):
            return answer({"error": "invalid_client"}, 401)
        return form

    async def _token(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        if isinstance(form, web.Response):
            return form
        self.token_requests.append(form)
        self._signal.notify()
        kind = form.get("grant_type")
        if kind == "authorization_code":
            grant = self.grants.redeem(form.get("code", ""), form.get("redirect_uri"), form.get("code_verifier"))
            reason = 'Invalid "code" in request.'
        elif kind == "refresh_token":
            grant = self.grants.refresh(form.get("refresh_token", ""))
            reason = 'Invalid "refresh_token" in request.'
        else:
            return answer({"error": "unsupported_grant_type"}, 400)
        if grant is None:
            return answer({"error": "invalid_grant", "error_description": reason}, 400)
        return answer(grant.json())

    async def _revoke(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        if isinstance(form, web.Response):
            return form
        if "token" not in form:
            return answer({"error": "invalid_request"}, 400)
        self.grants.revoke(form["token"])
        self._signal.notify()
        return answer({})


def _back(query: Mapping[str, str], fields: dict[str, str]) -> web.Response:
    if "state" in query:
        fields["state"] = query["state"]
    separator = "&" if "?" in query["redirect_uri"] else "?"
    return web.Response(status=302, headers={"Location": query["redirect_uri"] + separator + urlencode(fields)})


def _page(title: str, body: str, status: int = 200) -> web.Response:
    text = f"<!DOCTYPE html><html lang=en><title>{html.escape(title)}</title><h1>{html.escape(title)}</h1>{body}</html>"
    return web.Response(text=text, content_type="text/html", status=status)
