"""What an authorization server has given out: codes, access tokens, refresh tokens, and which of them still hold."""

from __future__ import annotations

import itertools
import secrets
import time
from dataclasses import dataclass, field


@dataclass
class Grant:
    """One person's consent for one client."""

    id: int
    client_id: str
    account: str
    scope: str
    revoked: bool = False
    # Whether the person was asked for access while they are away, without which there is no refresh token.
    offline: bool = True
    made_at: float = field(default_factory=time.time)


@dataclass
class Code:
    """An authorization code (RFC 6749 §4.1.2): good once, for a minute."""

    grant: Grant
    redirect_uri: str
    challenge: str | None
    expires_at: float
    used: bool = False


@dataclass
class Access:
    """An access token."""

    grant: Grant
    expires_at: float


class GrantBook:
    """Tokens are marked (`prefix`), so that a search for the mark finds every leak."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.grants: list[Grant] = []
        self.codes: dict[str, Code] = {}
        self.access: dict[str, Access] = {}
        self.refresh: dict[str, Grant] = {}
        # Refresh tokens that were used, where each is good once.
        self.replaced: dict[str, Grant] = {}
        self._numbers = itertools.count(1)

    def new_grant(self, client_id: str, account: str, scope: str) -> Grant:
        """A person consents."""
        grant = Grant(next(self._numbers), client_id, account, scope)
        self.grants.append(grant)
        return grant

    def new_code(self, grant: Grant, redirect_uri: str, challenge: str | None) -> str:
        """The code that takes a consent back to the client."""
        code = self._secret("code")
        self.codes[code] = Code(grant, redirect_uri, challenge, time.time() + 60)
        return code

    def new_access(self, grant: Grant, lifetime: int) -> str:
        """An access token."""
        token = self._secret("access")
        self.access[token] = Access(grant, time.time() + lifetime)
        return token

    def new_refresh(self, grant: Grant) -> str:
        """A refresh token."""
        token = self._secret("refresh")
        self.refresh[token] = grant
        return token

    def use_refresh(self, token: str, *, rotates: bool) -> Grant | None:
        """The grant of a refresh token that still holds.

        With rotation a token is good once; a replaced one that comes again revokes the whole grant (OAuth 2.1 §4.3.1).
        """
        if token in self.replaced:
            self.replaced[token].revoked = True
            return None
        grant = self.refresh.get(token)
        if grant is None or grant.revoked:
            return None
        if rotates:
            del self.refresh[token]
            self.replaced[token] = grant
        return grant

    def holder(self, token: str) -> Grant | None:
        """The grant of an access token that still holds."""
        access = self.access.get(token)
        if access is None or access.grant.revoked or access.expires_at <= time.time():
            return None
        return access.grant

    def revoke(self, token: str) -> bool:
        """Ends the whole grant of a token of either kind."""
        grant = self.refresh.get(token) or (self.access[token].grant if token in self.access else None)
        if grant:
            grant.revoked = True
        return grant is not None

    def expire_access(self) -> None:
        """Ends every access token, as an hour would."""
        for access in self.access.values():
            access.expires_at = 0

    def revoke_all(self) -> None:
        """Ends every grant, as people do in their account's settings."""
        for grant in self.grants:
            grant.revoked = True

    def _secret(self, kind: str) -> str:
        return f"{self.prefix}-{kind}-{secrets.token_urlsafe(24)}"
