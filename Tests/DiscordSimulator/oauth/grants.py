"""What people allowed the application, and the codes and tokens that stand for it."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field

TOKEN_LIFE = 604_800
CODE_LIFE = 600


@dataclass
class Grant:
    """One person's consent: its scopes and the tokens that belong to it. Revoking any of them ends all."""

    user_id: int
    scopes: tuple[str, ...]
    access_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    refresh_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    expires_at: float = field(default_factory=lambda: time.time() + TOKEN_LIFE)

    def json(self) -> dict[str, object]:
        """The access token response."""
        return {
            "token_type": "Bearer",
            "access_token": self.access_token,
            "expires_in": TOKEN_LIFE,
            "refresh_token": self.refresh_token,
            "scope": " ".join(self.scopes),
        }


@dataclass
class Code:
    """An authorization code: good once, for the redirect address and the verifier it was made for."""

    user_id: int
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str | None
    expires_at: float = field(default_factory=lambda: time.time() + CODE_LIFE)

    def fits(self, redirect_uri: str | None, verifier: str | None) -> bool:
        """Whether a token request with these may have the code's tokens."""
        if redirect_uri != self.redirect_uri or self.expires_at <= time.time():
            return False
        if self.challenge is None:
            return True
        digest = hashlib.sha256((verifier or "").encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge


class Grants:
    """All codes and grants of the application."""

    def __init__(self) -> None:
        self.codes: dict[str, Code] = {}
        self.live: list[Grant] = []
        self.agreed: dict[int, set[str]] = {}

    def add_code(self, code: Code) -> str:
        """Remembers that the person agreed, and makes the code for it."""
        self.agreed.setdefault(code.user_id, set()).update(code.scopes)
        text = secrets.token_urlsafe(22)
        self.codes[text] = code
        return text

    def redeem(self, text: str, redirect_uri: str | None, verifier: str | None) -> Grant | None:
        """The grant of a code. Whatever the answer, the code is used up."""
        code = self.codes.pop(text, None)
        if code is None or not code.fits(redirect_uri, verifier):
            return None
        grant = Grant(code.user_id, code.scopes)
        self.live.append(grant)
        return grant

    def refresh(self, token: str) -> Grant | None:
        """New tokens for a refresh token; the old ones end."""
        for grant in self.live:
            if secrets.compare_digest(grant.refresh_token, token):
                self.live.remove(grant)
                renewed = Grant(grant.user_id, grant.scopes)
                self.live.append(renewed)
                return renewed
        return None

    def bearer(self, token: str) -> Grant | None:
        """The grant of an access token that is still good."""
        now = time.time()
        return next((g for g in self.live if g.access_token == token and g.expires_at > now), None)

    def revoke(self, token: str) -> None:
        """Ends the grant that a token of either kind belongs to; one that is unknown is passed over."""
        self.live = [g for g in self.live if token not in (g.access_token, g.refresh_token)]
