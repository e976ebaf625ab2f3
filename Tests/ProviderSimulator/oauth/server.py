"""An authorization server: consent page and token endpoint (RFC 6749, RFC 7636), strict with its clients."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field

from aiohttp import web

from .grants import Grant, GrantBook
from .knobs import Knobs


@dataclass
class Client:
    """A registered application."""

    id: str
    secret: str | None
    redirect_uris: set[str] = field(default_factory=set)


@dataclass
class Habits:
    """In what providers differ."""

    # The client authenticates by HTTP Basic or in the form; both are accepted where it has a secret.
    needs_secret: bool = True
    needs_pkce: bool = False
    rotates_refresh: bool = False
    # Without these parameters there is no refresh token (Google).
    offline_parameters: dict[str, str] = field(default_factory=dict)
    # Whether callbacks carry `iss` (RFC 9207).
    sends_issuer: bool = False
    scopes: set[str] = field(default_factory=set)


class AuthorizationServer:
    """One provider's. `url` is its issuer; `mark` begins every token."""

    def __init__(self, name: str, mark: str, habits: Habits, knobs: Knobs) -> None:
        self.name = name
        self.habits = habits
        self.knobs = knobs
        self.url = ""
        self.book = GrantBook(mark)
        self.client = Client(f"{mark}-client", f"{mark}-client-secret")
        # Whoever sits in front of the consent page.
        self.person = f"{name}-person"
        # What was asked of the token endpoint, by grant type; and the forms, for tests of what a client sends.
        self.token_calls: Counter[str] = Counter()
        self.forms: list[dict[str, str]] = []
        self.challenges: list[str] = []

    async def authorize(self, request: web.Request) -> web.Response:
        """The consent page. What may not go back to the client is told to the person (RFC 6749 §4.1.2.1)."""
        query = request.query
        if any(len(query.getall(name)) > 1 for name in query):
            return self._page("A parameter is there twice.", 400)
        if query.get("client_id") != self.client.id:
            return self._page("Unknown client.", 400)
        redirect = query.get("redirect_uri", "")
        if redirect not in self.client.redirect_uris:
            return self._page("This address is not registered for the client.", 400)
        if not query.get("state"):
            return self._page("This server insists on a state.", 400)
        if query.get("response_type") != "code":
            return self._back(redirect, query["state"], error="unsupported_response_type")
        challenge = query.get("code_challenge")
        if challenge or self.habits.needs_pkce:
            if query.get("code_challenge_method") != "S256" or not re.fullmatch(r"[A-Za-z0-9_-]{43}", challenge or ""):
                return self._back(redirect, query["state"], error="invalid_request")
            self.challenges.append(challenge or "")
        scope = query.get("scope", "")
        if set(scope.split()) - self.habits.scopes:
            return self._back(redirect, query["state"], error="invalid_scope")
        if self.knobs.consents_at_once or query.get("answer") == "allow":
            grant = self.book.new_grant(self.client.id, self.person, scope)
            grant.offline = all(query.get(k) == v for k, v in self.habits.offline_parameters.items())
            return self._back(redirect, query["state"], code=self.book.new_code(grant, redirect, challenge))
        if query.get("answer") == "deny":
            return self._back(redirect, query["state"], error="access_denied")
        return self._consent(request)

    async def token(self, request: web.Request) -> web.Response:
        """The token endpoint: form in, JSON out, never cached (RFC 6749 §5.1)."""
        if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
            return self._error("invalid_request")
        form = await request.post()
        if any(len(form.getall(name)) > 1 for name in form):
            return self._error("invalid_request")
        fields = {name: str(value) for name, value in form.items()}
        kind = fields.get("grant_type", "")
        self.token_calls[kind] += 1
        self.forms.append(fields)
        if not self._is_client(request, fields):
            return self._error("invalid_client", 401)
        if kind == "authorization_code":
            return self._exchange(fields)
        if kind == "refresh_token":
            grant = self.book.use_refresh(fields.get("refresh_token", ""), rotates=self.habits.rotates_refresh)
            if grant is None:
                return self._error("invalid_grant")
            return self._tokens(grant, self.book.new_refresh(grant) if self.habits.rotates_refresh else None)
        if kind == "client_credentials" and self.client.secret:
            grant = self.book.new_grant(self.client.id, "", "")
            return self._tokens(grant, self.book.new_refresh(grant) if self.habits.rotates_refresh else None)
        return self._error("unsupported_grant_type")

    async def revoke(self, request: web.Request) -> web.Response:
        """RFC 7009."""
        form = await request.post()
        return web.Response(status=200 if self.book.revoke(str(form.get("token", ""))) else 400)

    def bearer(self, request: web.Request, scheme: str = "Bearer") -> Grant | None:
        """The grant of the token that a request carries, in the provider's own scheme only."""
        word, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.book.holder(token) if word == scheme else None

    def _exchange(self, fields: dict[str, str]) -> web.Response:
        code = self.book.codes.get(fields.get("code", ""))
        if code is None or code.expires_at <= time.time() or code.redirect_uri != fields.get("redirect_uri"):
            return self._error("invalid_grant")
        if code.used:
            # A code that comes twice was stolen by somebody: all it gave ends (RFC 6749 §4.1.2).
            code.grant.revoked = True
            return self._error("invalid_grant")
        verifier = fields.get("code_verifier", "")
        if code.challenge is not None:
            digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            if not re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier) or digest != code.challenge:
                return self._error("invalid_grant")
        code.used = True
        return self._tokens(code.grant, self.book.new_refresh(code.grant) if code.grant.offline else None)

    def _tokens(self, grant: Grant, refresh: str | None) -> web.Response:
        body = {
            "access_token": self.book.new_access(grant, self.knobs.lifetime),
            "token_type": "Bearer",
            "expires_in": self.knobs.lifetime,
            "scope": grant.scope,
        }
        if refresh:
            body["refresh_token"] = refresh
        return web.json_response(body, headers={"Cache-Control": "no-store"})

    def _is_client(self, request: web.Request, fields: dict[str, str]) -> bool:
        header = request.headers.get("Authorization", "")
        if header.startswith("Basic "):
            pair = base64.b64decode(header[6:]).decode()
            return pair == f"{self.client.id}:{self.client.secret}"
        if fields.get("client_id") != self.client.id:
            return False
        if fields.get("client_secret") is not None:
            return fields["client_secret"] == self.client.secret
        return not self.habits.needs_secret

    def _back(self, redirect: str, state: str, **result: str) -> web.Response:
        query = {**result, "state": state}
        if self.habits.sends_issuer:
            query["iss"] = self.url
        return web.Response(status=302, headers={"Location": f"{redirect}?{urllib.parse.urlencode(query)}"})

    def _consent(self, request: web.Request) -> web.Response:
        fields = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in request.query.items()
        )
        return self._page(
            f'<form action="{html.escape(request.path)}">{fields}'
            f"<p>Let the application use the account of {html.escape(self.person)}?</p>"
            '<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button></form>'
        )

    def _page(self, body: str, status: int = 200) -> web.Response:
        text = f"<!doctype html><html lang=en><title>{self.name}</title><h1>{self.name}</h1>{body}"
        return web.Response(text=text, content_type="text/html", status=status)

    @staticmethod
    def _error(code: str, status: int = 400) -> web.Response:
        return web.json_response({"error": code}, status=status, headers={"Cache-Control": "no-store"})
