"""The rules for messages: lengths, embeds, Components v2, mentions. What breaks one earns Discord's 400."""

from __future__ import annotations

from typing import Any

from .components import IS_COMPONENTS_V2, check_components
from .errors import DiscordError, invalid_form

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12
SETTABLE_FLAGS = EPHEMERAL | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_COMPONENTS_V2
MAX_CONTENT = 2_000
MAX_EMBEDS = 10
MAX_EMBED_CHARACTERS = 6_000
EMBED_LIMITS = {"title": 256, "description": 4_096}


def check_message(body: dict[str, Any], *, field: str = "", existing_flags: int = 0, editing: bool = False) -> None:
    """Raises `DiscordError` where a message's body breaks a documented rule. `field` is its place in the request."""
    if not isinstance(body, dict):
        raise invalid_form(field or "body", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    flags = body.get("flags") or 0
    if flags & ~SETTABLE_FLAGS:
        raise invalid_form(_at(field, "flags"), "INVALID_FLAGS", "This message has flags that cannot be set")
    version_two = bool((flags | existing_flags) & IS_COMPONENTS_V2)
    if version_two:
        _check_version_two(body, field)
    check_components(body.get("components") or [], _at(field, "components"), version_two=version_two)
    _check_content(body.get("content"), field)
    _check_embeds(body.get("embeds") or [], field)
    _check_mentions(body.get("allowed_mentions"), field)
    empty = not any(body.get(key) for key in ("content", "embeds", "components", "attachments", "poll", "sticker_ids"))
    if empty and not editing:
        raise DiscordError(400, 50006, "Cannot send an empty message")


def _at(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def _check_version_two(body: dict[str, Any], field: str) -> None:
    for name in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(name):
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            raise invalid_form(_at(field, name), code, message)


def _check_content(content: Any, field: str) -> None:
    if content is None:
        return
    if not isinstance(content, str):
        raise invalid_form(_at(field, "content"), "STRING_TYPE_CONVERT", "Could not interpret as string.")
    if len(content) > MAX_CONTENT:
        raise invalid_form(_at(field, "content"), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CONTENT} or fewer in length.")


def _check_embeds(embeds: list[dict[str, Any]], field: str) -> None:
    if len(embeds) > MAX_EMBEDS:
        raise invalid_form(_at(field, "embeds"), "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_EMBEDS} or fewer in length.")
    total = 0
    for index, embed in enumerate(embeds):
        place = _at(field, f"embeds.{index}")
        for name, limit in EMBED_LIMITS.items():
            total += _length(embed.get(name), f"{place}.{name}", limit)
        total += _length((embed.get("footer") or {}).get("text"), f"{place}.footer.text", 2_048)
        total += _length((embed.get("author") or {}).get("name"), f"{place}.author.name", 256)
        fields = embed.get("fields") or []
        if len(fields) > 25:
            raise invalid_form(f"{place}.fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
        for number, item in enumerate(fields):
            for name, limit in (("name", 256), ("value", 1_024)):
                if not item.get(name):
                    raise invalid_form(
                        f"{place}.fields.{number}.{name}", "BASE_TYPE_REQUIRED", "This field is required"
                    )
                total += _length(item[name], f"{place}.fields.{number}.{name}", limit)
    if total > MAX_EMBED_CHARACTERS:
        raise invalid_form(_at(field, "embeds"), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _length(text: str | None, field: str, limit: int) -> int:
    if text is None:
        return 0
    if len(text) > limit:
        raise invalid_form(field, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")
    return len(text)


def _check_mentions(mentions: Any, field: str) -> None:
    if mentions is None:
        return
    parse = mentions.get("parse") if isinstance(mentions, dict) else None
    if not isinstance(mentions, dict) or (parse is not None and not set(parse) <= {"roles", "users", "everyone"}):
        raise invalid_form(_at(field, "allowed_mentions"), "ENUM_TYPE_COERCE", "Not a valid allowed mentions object.")
