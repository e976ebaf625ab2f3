"""Users and the application whose bot is under test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class User:
    """An account; `bot` marks application accounts."""

    id: int
    name: str
    bot: bool = False
    # Of the client; told to whoever may see the account by OAuth2.
    locale: str = "en-US"

    def json(self) -> dict[str, Any]:
        """The user object of the REST API and gateway."""
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0000",
            "global_name": None if self.bot else self.name.title(),
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
            "flags": 0,
        }


@dataclass
class Application:
    """The bot's application: its ids, token and the public key that interactions are signed for."""

    id: int
    token: str
    public_key: str
    bot: User
    client_secret: str
    interactions_url: str | None = None

    def json(self) -> dict[str, Any]:
        """The application object that /applications/@me and /oauth2/applications/@me answer."""
        return {
            "id": str(self.id),
            "name": "TimmyBot",
            "icon": None,
            "description": "",
            "rpc_origins": [],
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": self.public_key,
            "owner": {"id": "1", "username": "owner", "discriminator": "0000", "avatar": None},
            "team": None,
            "flags": 0,
            "hook": True,
            "summary": "",
            "approximate_guild_count": 0,
            "interactions_endpoint_url": self.interactions_url,
            "bot": self.bot.json(),
        }
