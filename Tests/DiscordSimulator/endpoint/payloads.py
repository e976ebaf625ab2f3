"""Interaction payloads, field by field as Discord sends them."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..world import Channel, Guild, Role, User

if TYPE_CHECKING:
    from ..rest import Interaction
    from ..rest.commands import CommandStore
    from ..world import World

OptionValue = "str | int | float | bool | User | Channel | Attachment"


@dataclass(frozen=True)
class Attachment:
    """An uploaded file; `url` is where the bot can fetch it (Discord's CDN, here the media server)."""

    url: str
    filename: str
    size: int
    content_type: str | None = None

    def json(self, attachment_id: int) -> dict[str, Any]:
        """The attachment object inside `resolved`."""
        guessed = mimetypes.guess_type(self.filename)[0]
        return {
            "id": str(attachment_id),
            "filename": self.filename,
            "title": self.filename.rsplit(".", 1)[0],
            "size": self.size,
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.content_type or guessed,
            "ephemeral": True,
            "flags": 0,
        }


class InteractionPayloads:
    """Builds the JSON of each interaction type for one world."""

    def __init__(self, world: World, commands: CommandStore) -> None:
        self._world = world
        self._commands = commands

    def ping(self) -> dict[str, Any]:
        """Type 1, as Discord sends it when the endpoint's URL is saved."""
        return {
            "id": str(self._world.snowflakes.make()),
            "application_id": str(self._world.application.id),
            "token": "cGluZw",
            "type": 1,
            "version": 1,
            "user": self._world.application.bot.json(),
            "app_permissions": "0",
            "entitlements": [],
            "authorizing_integration_owners": {},
        }

    def command(
        self,
        interaction: Interaction,
        user: User,
        guild: Guild | None,
        name: str,
        options: dict[str, Any],
        *,
        focused: str | None = None,
    ) -> dict[str, Any]:
        """A slash command (type 2), or its autocompletion (type 4) with the option being typed in `focused`."""
        resolved: dict[str, dict[str, Any]] = {}
        data = {
            "id": self._command_id(guild, name),
            "name": name,
            "type": 1,
            "options": [self._option(key, value, resolved, focused) for key, value in options.items()],
        }
        if resolved:
            data["resolved"] = resolved
        return self._common(interaction, user, guild) | {"data": data}

    def menu_command(
        self, interaction: Interaction, user: User, guild: Guild, name: str, target: User | dict[str, Any]
    ) -> dict[str, Any]:
        """A command on a member or a message (type 2), with what it was used on in `resolved`."""
        on_user = isinstance(target, User)
        target_id = str(target.id) if on_user else target["id"]
        objects = {target_id: target.json() if on_user else target}
        data = {
            "id": self._command_id(guild, name),
            "name": name,
            "type": 2 if on_user else 3,
            "target_id": target_id,
            "resolved": {"users" if on_user else "messages": objects},
        }
        return self._common(interaction, user, guild) | {"data": data}

    def click(
        self, interaction: Interaction, user: User, guild: Guild | None, component: dict[str, Any], values: list[str]
    ) -> dict[str, Any]:
        """A click on a button, or a choice in a select (type 3), below `interaction.source_message`."""
        data: dict[str, Any] = {
            "custom_id": component["custom_id"],
            "component_type": component["type"],
            "id": component.get("id", 2),
        }
        if component["type"] != 2:
            data["values"] = values
        message = interaction.source_message
        return self._common(interaction, user, guild) | {"data": data, "message": message}

    def modal(
        self, interaction: Interaction, user: User, guild: Guild | None, custom_id: str, fields: dict[str, str]
    ) -> dict[str, Any]:
        """A submitted modal (type 5) whose text inputs hold `fields`."""
        rows = [
            {
                "type": 18,
                "id": 2 * number + 1,
                "component": {"type": 4, "id": 2 * number + 2, "custom_id": key, "value": value},
            }
            for number, (key, value) in enumerate(fields.items())
        ]
        return self._common(interaction, user, guild) | {"data": {"custom_id": custom_id, "components": rows}}

    def _common(self, interaction: Interaction, user: User, guild: Guild | None) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": str(interaction.id),
            "application_id": str(self._world.application.id),
            "type": interaction.type,
            "token": interaction.token,
            "version": 1,
            "channel_id": str(interaction.channel_id),
            "locale": "en-US",
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": 10 << 20,
        }
        if guild is None:
            return body | {
                "user": user.json(),
                "context": 1,
                "app_permissions": "8797166764801",
                "authorizing_integration_owners": {"0": "0"},
                "channel": {"id": str(interaction.channel_id), "type": 1, "flags": 0, "last_message_id": None},
            }
        channel = guild.channels[interaction.channel_id]
        mine = guild.permissions_of(user.id, channel)
        bots = guild.permissions_of(self._world.application.bot.id, channel)
        return body | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "context": 0,
            "member": guild.members[user.id].json() | {"permissions": str(mine), "unusual_dm_activity_until": None},
            "app_permissions": str(bots),
            "authorizing_integration_owners": {"0": str(guild.id)},
            "channel": channel.json() | {"permissions": str(mine)},
        }

    def _command_id(self, guild: Guild | None, name: str) -> str:
        scopes = [guild.id, None] if guild else [None]
        for scope in scopes:
            for command in self._commands.list(scope):
                if command["name"] == name and command["type"] == 1:
                    return command["id"]
        return str(self._world.snowflakes.make())

    def _option(
        self, name: str, value: Any, resolved: dict[str, dict[str, Any]], focused: str | None
    ) -> dict[str, Any]:
        option: dict[str, Any]
        if isinstance(value, dict):
            nested = [self._option(key, item, resolved, focused) for key, item in value.items()]
            return {"name": name, "type": 1, "options": nested}
        if isinstance(value, Attachment):
            attachment_id = self._world.snowflakes.make()
            resolved.setdefault("attachments", {})[str(attachment_id)] = value.json(attachment_id)
            option = {"name": name, "type": 11, "value": str(attachment_id)}
        elif isinstance(value, User):
            resolved.setdefault("users", {})[str(value.id)] = value.json()
            option = {"name": name, "type": 6, "value": str(value.id)}
        elif isinstance(value, Channel):
            resolved.setdefault("channels", {})[str(value.id)] = value.json() | {
                "permissions": "0",
                "app_permissions": "0",
            }
            option = {"name": name, "type": 7, "value": str(value.id)}
        elif isinstance(value, Role):
            resolved.setdefault("roles", {})[str(value.id)] = value.json()
            option = {"name": name, "type": 8, "value": str(value.id)}
        else:
            kinds: dict[type, int] = {str: 3, bool: 5, int: 4, float: 10}
            option = {"name": name, "type": kinds[type(value)], "value": value}
        return option | {"focused": True} if name == focused else option
