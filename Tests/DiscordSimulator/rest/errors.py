"""Errors in the form in which Discord's API reports them."""

from __future__ import annotations

from typing import Any


class DiscordError(Exception):
    """An HTTP status with Discord's JSON error body."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def json(self) -> dict[str, Any]:
        """The response body."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        return body | {"errors": self.errors} if self.errors else body


def invalid_form(field: str, code: str, message: str) -> DiscordError:
    """The 400 for a body that breaks a rule; `field` is a path with dots, as in `data.content`."""
    nested: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(field.split(".")):
        nested = {part: nested}
    return DiscordError(400, 50035, "Invalid Form Body", nested)


def unknown(what: str) -> DiscordError:
    """The 404 for something that does not exist."""
    codes = {
        "Channel": 10003,
        "Guild": 10004,
        "Member": 10007,
        "Message": 10008,
        "Webhook": 10015,
        "Interaction": 10062,
        "application command": 10063,
        "Voice State": 10065,
    }
    return DiscordError(404, codes[what], f"Unknown {what}")
