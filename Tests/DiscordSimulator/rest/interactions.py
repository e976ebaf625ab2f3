"""Interactions and what the bot answered: inline, by callback, by editing `@original`, by follow-ups."""

from __future__ import annotations

import datetime
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import DiscordError, invalid_form, unknown
from .messages import EPHEMERAL, LOADING, check_message

if TYPE_CHECKING:
    from ..signals import Signal
    from ..world import World
    from .knobs import RestKnobs

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5
PONG, MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9
ALLOWED = {
    PING: {PONG},
    COMMAND: {MESSAGE, DEFERRED, MODAL, 12},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL, 12},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}

Message = dict[str, Any]


@dataclass
class Interaction:
    """One interaction as Discord keeps it: the request that was sent and everything answered to it."""

    id: int
    token: str
    type: int
    guild_id: int | None
    channel_id: int
    user_id: int
    created_at: float = field(default_factory=time.time)
    callback: dict[str, Any] | None = None
    answered_at: float | None = None
    failed: str | None = None
    original: Message | None = None
    source_message: Message | None = None
    followups: dict[int, Message] = field(default_factory=dict)
    edits: list[Message] = field(default_factory=list)
    updated_at: float | None = None

    @property
    def deferred(self) -> bool:
        """Whether the first answer was "thinking" (type 5)."""
        return bool(self.callback and self.callback["type"] == DEFERRED)

    @property
    def reply(self) -> Message | None:
        """The message that the user sees in the end, or None while the bot is silent or "thinking"."""
        if self.original is None or self.original["flags"] & LOADING:
            return None
        return self.original

    @property
    def text(self) -> str:
        """Everything readable in the reply; empty while there is none."""
        return text_of(self.reply)

    @property
    def ephemeral(self) -> bool:
        """Whether only the user sees the reply."""
        return bool(self.original and self.original["flags"] & EPHEMERAL)


class InteractionStore:
    """Every interaction by id and token; checks the bot's answers as Discord does."""

    def __init__(self, world: World, knobs: RestKnobs, signal: Signal) -> None:
        self.by_id: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}
        self._world = world
        self._knobs = knobs
        self._signal = signal

    def create(self, kind: int, guild_id: int | None, channel_id: int, user_id: int) -> Interaction:
        """A new interaction with a token that is valid for 15 minutes."""
        interaction = Interaction(
            self._world.snowflakes.make(),
            "aW50ZXJhY3Rpb24" + secrets.token_urlsafe(150),
            kind,
            guild_id,
            channel_id,
            user_id,
        )
        self.by_id[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        return interaction

    def find(self, token: str) -> Interaction:
        """The interaction of a token; 404 for one that is unknown, expired or was never answered in time."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.failed:
            raise unknown("Webhook")
        if time.time() - interaction.created_at > self._knobs.token_lifetime:
            raise DiscordError(401, 50027, "Invalid Webhook Token")
        return interaction

    def answer(self, interaction: Interaction, callback: Any) -> None:
        """Takes the initial response, inline or by callback. A second one, a late one or a wrong one raises."""
        if interaction.callback is not None:
            raise DiscordError(400, 40060, "Interaction has already been acknowledged.")
        late = time.time() - interaction.created_at > self._knobs.interaction_deadline
        if interaction.failed or late:
            interaction.failed = interaction.failed or "no answer within 3 s"
            raise unknown("Interaction")
        self._check_callback(interaction, callback)
        kind, data = callback["type"], callback.get("data") or {}
        interaction.callback = callback
        interaction.answered_at = time.time()
        if kind == MESSAGE:
            interaction.original = self._message(interaction, data, data.get("flags") or 0)
        elif kind == DEFERRED:
            interaction.original = self._message(interaction, {}, (data.get("flags") or 0) | LOADING)
        elif kind in (UPDATE, DEFERRED_UPDATE):
            interaction.original = interaction.source_message
            if kind == UPDATE and interaction.original is not None:
                self._apply(interaction.original, data)
        self._touched(interaction)

    def edit_original(self, interaction: Interaction, body: dict[str, Any]) -> Message:
        """PATCH @original: also what turns "thinking" into a reply."""
        original = self.original(interaction)
        check_message(body, existing_flags=original["flags"], editing=not original["flags"] & LOADING)
        original["flags"] &= ~LOADING
        self._apply(original, body)
        interaction.edits.append(dict(original))
        self._touched(interaction)
        return original

    def original(self, interaction: Interaction) -> Message:
        """The reply message; 404 where there is none."""
        if interaction.original is None:
            raise unknown("Message") if interaction.callback else unknown("Webhook")
        return interaction.original

    def delete_original(self, interaction: Interaction) -> None:
        """DELETE @original."""
        self.original(interaction)
        interaction.original = None
        self._touched(interaction)

    def follow_up(self, interaction: Interaction, body: dict[str, Any]) -> Message:
        """POST on the webhook: another message, possible once there was an initial response."""
        if interaction.callback is None:
            raise unknown("Webhook")
        check_message(body)
        message = self._message(interaction, body, body.get("flags") or 0)
        interaction.followups[int(message["id"])] = message
        self._touched(interaction)
        return message

    def message(self, interaction: Interaction, reference: str) -> Message:
        """A message of this interaction by id or `@original`."""
        if reference == "@original":
            return self.original(interaction)
        if interaction.original and interaction.original["id"] == reference:
            return interaction.original
        try:
            return interaction.followups[int(reference)]
        except (KeyError, ValueError):
            raise unknown("Message") from None

    def edit(self, interaction: Interaction, reference: str, body: dict[str, Any]) -> Message:
        """PATCH of a follow-up or of the reply."""
        message = self.message(interaction, reference)
        if message is interaction.original:
            return self.edit_original(interaction, body)
        check_message(body, existing_flags=message["flags"], editing=True)
        self._apply(message, body)
        self._touched(interaction)
        return message

    def delete(self, interaction: Interaction, reference: str) -> None:
        """DELETE of a follow-up or of the reply."""
        message = self.message(interaction, reference)
        if message is interaction.original:
            self.delete_original(interaction)
            return
        del interaction.followups[int(message["id"])]
        self._touched(interaction)

    def _check_callback(self, interaction: Interaction, callback: Any) -> None:
        kind = callback.get("type") if isinstance(callback, dict) else None
        if kind not in ALLOWED[interaction.type]:
            raise invalid_form("type", "INTERACTION_TYPE_INVALID", f"Response type {kind} to type {interaction.type}")
        data = callback.get("data") or {}
        if kind in (MESSAGE, UPDATE):
            flags = (interaction.source_message or {}).get("flags", 0) if kind == UPDATE else 0
            check_message(data, field="data", existing_flags=flags, editing=kind == UPDATE)
        elif kind in (DEFERRED, DEFERRED_UPDATE) and (data.get("flags") or 0) & ~EPHEMERAL:
            raise invalid_form("data.flags", "INVALID_FLAGS", "Only EPHEMERAL can be set when deferring")
        elif kind == CHOICES:
            _check_choices(data.get("choices"))
        elif kind == MODAL:
            _check_modal(data)

    def _message(self, interaction: Interaction, body: dict[str, Any], flags: int) -> Message:
        message: Message = {
            "id": str(self._world.snowflakes.make()),
            "type": 20,
            "channel_id": str(interaction.channel_id),
            "author": self._world.application.bot.json(),
            "application_id": str(self._world.application.id),
            "webhook_id": str(self._world.application.id),
            "content": "",
            "embeds": [],
            "attachments": [],
            "components": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "tts": False,
            "pinned": False,
            "timestamp": now_text(),
            "edited_timestamp": None,
            "flags": flags,
            "interaction_metadata": {"id": str(interaction.id), "type": interaction.type},
        }
        self._apply(message, body)
        message["edited_timestamp"] = None
        message["flags"] = flags
        return message

    def _apply(self, message: Message, body: dict[str, Any]) -> None:
        for name in ("content", "embeds", "components", "allowed_mentions"):
            if name in body:
                message[name] = body[name] if body[name] is not None else ("" if name == "content" else [])
        if "flags" in body and body["flags"] is not None:
            message["flags"] |= body["flags"] & ~EPHEMERAL
        message["edited_timestamp"] = now_text()

    def _touched(self, interaction: Interaction) -> None:
        interaction.updated_at = time.time()
        self._signal.notify()


def now_text() -> str:
    """The present moment as Discord writes timestamps."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def text_of(message: Message | None) -> str:
    """Everything readable in a message: content, embeds, text displays, button labels; for tests to search in."""
    if message is None:
        return ""
    parts: list[str] = [message.get("content") or ""]
    for embed in message.get("embeds") or []:
        parts += [str(embed.get(name) or "") for name in ("title", "description")]
        parts += [f"{item['name']} {item['value']}" for item in embed.get("fields") or []]
        parts.append((embed.get("footer") or {}).get("text") or "")
    pending = list(message.get("components") or [])
    while pending:
        component = pending.pop(0)
        parts += [str(component.get(name) or "") for name in ("content", "label", "placeholder")]
        pending += component.get("components") or []
        if accessory := component.get("accessory"):
            pending.append(accessory)
    return "\n".join(part for part in parts if part)


def _check_choices(choices: Any) -> None:
    if not isinstance(choices, list) or len(choices) > 25:
        raise invalid_form("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, choice in enumerate(choices):
        if not 1 <= len(choice.get("name") or "") <= 100:
            raise invalid_form(f"data.choices.{index}.name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100.")
        value = choice.get("value")
        if value is None or (isinstance(value, str) and not 1 <= len(value) <= 100):
            raise invalid_form(f"data.choices.{index}.value", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100.")


def _check_modal(data: dict[str, Any]) -> None:
    for name, limit in (("custom_id", 100), ("title", 45)):
        if not 1 <= len(data.get(name) or "") <= limit:
            raise invalid_form(f"data.{name}", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {limit} in length.")
    if not 1 <= len(data.get("components") or []) <= 5:
        raise invalid_form("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
