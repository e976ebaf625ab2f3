"""Application commands: the documented rules, and the registered sets (global and per guild)."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from ..world import Snowflakes
from .errors import DiscordError, invalid_form

CHAT_INPUT, USER, MESSAGE, PRIMARY_ENTRY_POINT = 1, 2, 3, 4
MAX_PER_TYPE = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15, PRIMARY_ENTRY_POINT: 1}
MAX_OPTIONS = 25
MAX_CHOICES = 25
MAX_CHARACTERS = 8_000
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, INTEGER, ATTACHMENT, NUMBER = 1, 2, 3, 4, 11, 10
OPTION_TYPES = range(1, 12)
CREATES_PER_DAY = 200


def valid_name(name: Any) -> bool:
    """Discord's rule for chat input names: 1-32 word characters of any script, lower case where case exists."""
    if not isinstance(name, str) or not 1 <= len(name) <= 32 or name != name.lower():
        return False
    return all(character in "-_'" or unicodedata.category(character)[0] in "LNM" for character in name)


def check_command(command: dict[str, Any], field: str) -> None:
    """Raises `DiscordError` where a command's definition breaks a documented rule."""
    kind = command.get("type", CHAT_INPUT)
    name = command.get("name")
    if kind not in MAX_PER_TYPE:
        raise invalid_form(f"{field}.type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4}.")
    if kind == CHAT_INPUT:
        _name(name, f"{field}.name")
        _text(command.get("description"), f"{field}.description", 1, 100)
        _options(command.get("options") or [], f"{field}.options")
        if _characters(command) > MAX_CHARACTERS:
            raise invalid_form(field, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
    else:
        _text(name, f"{field}.name", 1, 32)
        if command.get("description") or command.get("options"):
            raise invalid_form(f"{field}.description", "APPLICATION_COMMAND_INVALID", "Only chat input has these.")
    _localizations(command, field, chat_input=kind == CHAT_INPUT)
    permissions = command.get("default_member_permissions")
    if permissions is not None and not re.fullmatch(r"\d{1,20}", str(permissions)):
        raise invalid_form(f"{field}.default_member_permissions", "NUMBER_TYPE_COERCE", "Not a bitset string.")
    for name_of_list, allowed in (("integration_types", {0, 1}), ("contexts", {0, 1, 2})):
        if not set(command.get(name_of_list) or []) <= allowed:
            raise invalid_form(f"{field}.{name_of_list}", "BASE_TYPE_CHOICES", f"Values must be among {allowed}.")


def _name(name: Any, field: str) -> None:
    if not valid_name(name):
        raise invalid_form(field, "APPLICATION_COMMAND_INVALID_NAME", f"Command name is invalid: {name!r}")


def _text(text: Any, field: str, low: int, high: int) -> None:
    if not isinstance(text, str) or not low <= len(text) <= high:
        raise invalid_form(field, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")


def _options(options: list[dict[str, Any]], field: str, depth: int = 0) -> None:
    if len(options) > MAX_OPTIONS:
        raise invalid_form(field, "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_OPTIONS} or fewer in length.")
    names = [option.get("name") for option in options]
    if len(set(names)) != len(names):
        raise invalid_form(field, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")
    optional_seen = False
    for index, option in enumerate(options):
        place = f"{field}.{index}"
        kind = option.get("type")
        if kind not in OPTION_TYPES or (depth and kind == SUB_COMMAND_GROUP) or depth > 2:
            raise invalid_form(f"{place}.type", "BASE_TYPE_CHOICES", f"Option type {kind} is not valid here.")
        _name(option.get("name"), f"{place}.name")
        _text(option.get("description"), f"{place}.description", 1, 100)
        if option.get("required") and optional_seen:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            raise invalid_form(place, code, "Required options must be placed before non-required options")
        optional_seen = optional_seen or not option.get("required")
        _option_details(option, place)
        if kind in (SUB_COMMAND, SUB_COMMAND_GROUP):
            _options(option.get("options") or [], f"{place}.options", depth + 1)
        elif option.get("options"):
            raise invalid_form(f"{place}.options", "APPLICATION_COMMAND_INVALID", "Only subcommands nest options.")
        _localizations(option, place, chat_input=True)


def _option_details(option: dict[str, Any], place: str) -> None:
    kind, choices = option.get("type"), option.get("choices") or []
    if len(choices) > MAX_CHOICES:
        raise invalid_form(f"{place}.choices", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CHOICES} or fewer in length.")
    for index, choice in enumerate(choices):
        _text(choice.get("name"), f"{place}.choices.{index}.name", 1, 100)
        if kind == STRING:
            _text(choice.get("value"), f"{place}.choices.{index}.value", 0, 100)
        elif not isinstance(choice.get("value"), (int, float)) or isinstance(choice.get("value"), bool):
            raise invalid_form(f"{place}.choices.{index}.value", "NUMBER_TYPE_COERCE", "Value is not a number.")
    if option.get("autocomplete") and (choices or kind not in (STRING, INTEGER, NUMBER)):
        raise invalid_form(place, "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID", "Autocomplete cannot be used here.")
    for bound, limit in (("min_length", 6_000), ("max_length", 6_000)):
        value = option.get(bound)
        if value is not None and (kind != STRING or not isinstance(value, int) or not 0 <= value <= limit):
            raise invalid_form(f"{place}.{bound}", "NUMBER_TYPE_MAX", f"{bound} is not valid here.")
    for bound in ("min_value", "max_value"):
        if option.get(bound) is not None and kind not in (INTEGER, NUMBER):
            raise invalid_form(f"{place}.{bound}", "APPLICATION_COMMAND_INVALID", f"{bound} is not valid here.")
    if len(option.get("file_types") or []) > 10 or (option.get("file_types") and kind != ATTACHMENT):
        raise invalid_form(f"{place}.file_types", "BASE_TYPE_MAX_LENGTH", "At most 10, attachments only.")


def _localizations(item: dict[str, Any], field: str, *, chat_input: bool) -> None:
    for locale, text in (item.get("name_localizations") or {}).items():
        if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2}|-419)?", locale):
            raise invalid_form(f"{field}.name_localizations", "BASE_TYPE_CHOICES", f"Unknown locale {locale}.")
        if chat_input:
            _name(text, f"{field}.name_localizations.{locale}")
    for locale, text in (item.get("description_localizations") or {}).items():
        _text(text, f"{field}.description_localizations.{locale}", 1, 100)


def _characters(item: dict[str, Any]) -> int:
    """Characters of names, descriptions and values, taking the longest localisation of each, as Discord counts."""
    total = 0
    for name in ("name", "description"):
        texts = [item.get(name) or "", *(item.get(f"{name}_localizations") or {}).values()]
        total += max(len(text) for text in texts)
    for choice in item.get("choices") or []:
        total += len(str(choice.get("name", ""))) + len(str(choice.get("value", "")))
    return total + sum(_characters(option) for option in item.get("options") or [])


class CommandStore:
    """The commands that an application has registered; scope None is global, else a guild's id."""

    def __init__(self, application_id: int, snowflakes: Snowflakes) -> None:
        self._application_id = application_id
        self._snowflakes = snowflakes
        self._sets: dict[int | None, dict[tuple[int, str], dict[str, Any]]] = {}
        self._creates: dict[int | None, int] = {}

    def list(self, scope: int | None) -> list[dict[str, Any]]:
        """The registered commands of one scope."""
        return list(self._sets.get(scope, {}).values())

    def overwrite(self, scope: int | None, commands: Any) -> list[dict[str, Any]]:
        """Replaces all commands of a scope, keeping the ids of those that stay; all or nothing."""
        if not isinstance(commands, list):
            raise invalid_form("body", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        keys = [(command.get("type", CHAT_INPUT), command.get("name")) for command in commands]
        for index, command in enumerate(commands):
            check_command(command, str(index))
        if len(set(keys)) != len(keys):
            raise invalid_form(
                "body", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"
            )
        for kind, limit in MAX_PER_TYPE.items():
            if sum(1 for key in keys if key[0] == kind) > limit:
                raise DiscordError(400, 30032, f"Maximum number of application commands reached ({limit}).")
        old = self._sets.get(scope, {})
        self._count_creates(scope, sum(1 for key in keys if key not in old))
        self._sets[scope] = {
            key: self._stored(scope, command, old.get(key)) for key, command in zip(keys, commands, strict=True)
        }
        return self.list(scope)

    def upsert(self, scope: int | None, command: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Adds one command, or replaces the one of that type and name; tells whether it is new."""
        check_command(command, "body")
        key = (command.get("type", CHAT_INPUT), command["name"])
        commands = self._sets.setdefault(scope, {})
        is_new = key not in commands
        if is_new:
            self._count_creates(scope, 1)
            if sum(1 for kind, _ in commands if kind == key[0]) >= MAX_PER_TYPE[key[0]]:
                raise DiscordError(400, 30032, "Maximum number of application commands reached.")
        commands[key] = self._stored(scope, command, commands.get(key))
        return commands[key], is_new

    def delete(self, scope: int | None, command_id: int) -> bool:
        """Removes one command; whether it existed."""
        commands = self._sets.get(scope, {})
        for key, command in commands.items():
            if command["id"] == str(command_id):
                del commands[key]
                return True
        return False

    def _count_creates(self, scope: int | None, count: int) -> None:
        self._creates[scope] = self._creates.get(scope, 0) + count
        if self._creates[scope] > CREATES_PER_DAY:
            raise DiscordError(400, 30034, "Max number of daily application command creates has been reached (200)")

    def _stored(self, scope: int | None, command: dict[str, Any], old: dict[str, Any] | None) -> dict[str, Any]:
        defaults = {
            "type": CHAT_INPUT,
            "description": "",
            "default_member_permissions": None,
            "nsfw": False,
            "integration_types": [0],
            "contexts": None,
            "name_localizations": None,
            "description_localizations": None,
        }
        changed = old is None or any(old.get(key) != value for key, value in command.items())
        version = str(self._snowflakes.make()) if changed or old is None else old["version"]
        stored = defaults | command
        stored |= {
            "id": old["id"] if old else str(self._snowflakes.make()),
            "application_id": str(self._application_id),
            "version": version,
        }
        return stored | {"guild_id": str(scope)} if scope is not None else stored
