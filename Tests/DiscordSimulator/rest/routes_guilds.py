"""Guilds, channels, voice states and channel messages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

from ..world import Channel, Guild, Permission
from .errors import DiscordError, invalid_form, unknown
from .interactions import now_text
from .messages import check_message
from .responses import answer

if TYPE_CHECKING:
    from ..signals import Signal
    from ..world import World

MISSING_ACCESS = DiscordError(403, 50001, "Missing Access")
MISSING_PERMISSIONS = DiscordError(403, 50013, "Missing Permissions")
MAX_STATUS = 500


class GuildRoutes:
    """Everything below /guilds, /channels and /users/@me/guilds."""

    def __init__(self, world: World, signal: Signal) -> None:
        self.messages: list[dict[str, Any]] = []
        # Channels of direct messages, by the person they are with.
        self.direct_channels: dict[int, int] = {}
        self._world = world
        self._signal = signal

    def add_to(self, app: web.Application, prefix: str) -> None:
        """Adds the routes."""
        add = app.router.add_route
        add("GET", prefix + "/users/@me/guilds", self._my_guilds)
        add("DELETE", prefix + "/users/@me/guilds/{guild}", self._leave)
        add("POST", prefix + "/users/@me/channels", self._open_direct)
        add("GET", prefix + "/guilds/{guild}", self._guild)
        add("GET", prefix + "/guilds/{guild}/channels", self._channels)
        add("GET", prefix + "/guilds/{guild}/members/{user}", self._member)
        add("GET", prefix + "/guilds/{guild}/voice-states/{user}", self._voice_state)
        add("GET", prefix + "/channels/{channel}", self._channel)
        add("POST", prefix + "/channels/{channel}/messages", self._post_message)
        add("GET", prefix + "/channels/{channel}/messages", self._messages)
        add("PATCH", prefix + "/channels/{channel}/messages/{message}", self._edit_message)
        add("DELETE", prefix + "/channels/{channel}/messages/{message}", self._delete_message)
        add("PUT", prefix + "/channels/{channel}/voice-status", self._voice_status)

    # Looking things up.

    def _find_guild(self, request: web.Request) -> Guild:
        guild = self._world.guilds.get(_number(request, "guild"))
        if guild is None or self._world.application.bot.id not in guild.members:
            raise unknown("Guild")
        return guild

    def _find_channel(self, request: web.Request) -> tuple[Guild, Channel]:
        number = _number(request, "channel")
        for guild in self._world.guilds.values():
            if number in guild.channels and self._world.application.bot.id in guild.members:
                return guild, guild.channels[number]
        raise unknown("Channel")

    def _require(self, guild: Guild, channel: Channel, needed: Permission) -> None:
        permissions = guild.permissions_of(self._world.application.bot.id, channel)
        if not permissions & Permission.VIEW_CHANNEL:
            raise MISSING_ACCESS
        if not permissions & needed:
            raise MISSING_PERMISSIONS

    # Handlers.

    async def _my_guilds(self, request: web.Request) -> web.Response:
        mine = [guild for guild in self._world.guilds.values() if self._world.application.bot.id in guild.members]
        return answer([{"id": str(g.id), "name": g.name, "owner": False, "permissions": "0"} for g in mine])

    async def _leave(self, request: web.Request) -> web.Response:
        guild = self._find_guild(request)
        asyncio.get_running_loop().call_soon(self._world.remove_guild, guild)
        return web.Response(status=204)

    async def _open_direct(self, request: web.Request) -> web.Response:
        text = str((request["json"] or {}).get("recipient_id", ""))
        user = self._world.users.get(int(text)) if text.isdecimal() else None
        if user is None:
            raise invalid_form("recipient_id", "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
        channel = self.direct_channels.setdefault(user.id, self._world.snowflakes.make())
        return answer({"id": str(channel), "type": 1, "last_message_id": None, "recipients": [user.json()]})

    def _check_direct(self, channel: int) -> bool:
        """Whether it is a channel of direct messages; 403 where the bot shares no server with the person."""
        person = next((user for user, direct in self.direct_channels.items() if direct == channel), None)
        if person is None:
            return False
        bot = self._world.application.bot.id
        if not any(bot in guild.members and person in guild.members for guild in self._world.guilds.values()):
            raise DiscordError(403, 50007, "Cannot send messages to this user")
        return True

    async def _guild(self, request: web.Request) -> web.Response:
        return answer(self._find_guild(request).rest_json())

    async def _channels(self, request: web.Request) -> web.Response:
        return answer([channel.json() for channel in self._find_guild(request).channels.values()])

    async def _member(self, request: web.Request) -> web.Response:
        guild = self._find_guild(request)
        member = guild.members.get(_user(request, self._world))
        if member is None:
            raise unknown("Member")
        return answer(member.json())

    async def _voice_state(self, request: web.Request) -> web.Response:
        guild = self._find_guild(request)
        state = guild.voice_states.get(_user(request, self._world))
        if state is None or state.channel_id is None:
            raise unknown("Voice State")
        channel = guild.channels[state.channel_id]
        if state.user_id != self._world.application.bot.id:
            self._require(guild, channel, Permission.CONNECT)
        return answer(state.json(guild.members.get(state.user_id)))

    async def _channel(self, request: web.Request) -> web.Response:
        guild, channel = self._find_channel(request)
        self._require(guild, channel, Permission.VIEW_CHANNEL)
        return answer(channel.json())

    async def _post_message(self, request: web.Request) -> web.Response:
        number = _number(request, "channel")
        if not self._check_direct(number):
            guild, channel = self._find_channel(request)
            self._require(guild, channel, Permission.SEND_MESSAGES)
        body = request["json"] or {}
        check_message(body)
        message = {
            "id": str(self._world.snowflakes.make()),
            "type": 0,
            "channel_id": str(number),
            "author": self._world.application.bot.json(),
            "content": body.get("content") or "",
            "embeds": body.get("embeds") or [],
            "components": body.get("components") or [],
            "attachments": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "tts": False,
            "pinned": False,
            "timestamp": now_text(),
            "edited_timestamp": None,
            "flags": body.get("flags") or 0,
        }
        self.messages.append(message)
        self._signal.notify()
        return answer(message)

    def _find_message(self, request: web.Request) -> dict[str, Any]:
        _, channel = self._find_channel(request)
        for message in self.messages:
            if message["id"] == request.match_info["message"] and message["channel_id"] == str(channel.id):
                return message
        raise unknown("Message")

    async def _messages(self, request: web.Request) -> web.Response:
        guild, channel = self._find_channel(request)
        self._require(guild, channel, Permission.READ_MESSAGE_HISTORY)
        limit = int(request.query.get("limit", 50))
        after = int(request.query.get("after", 0))
        found = [item for item in self.messages if item["channel_id"] == str(channel.id) and int(item["id"]) > after]
        return answer(list(reversed(found[:limit])))

    async def _edit_message(self, request: web.Request) -> web.Response:
        message = self._find_message(request)
        body = request["json"] or {}
        check_message(body, existing_flags=message["flags"], editing=True)
        message |= {name: body[name] for name in ("content", "embeds", "components") if name in body}
        message["edited_timestamp"] = now_text()
        self._signal.notify()
        return answer(message)

    async def _delete_message(self, request: web.Request) -> web.Response:
        self.messages.remove(self._find_message(request))
        self._signal.notify()
        return web.Response(status=204)

    async def _voice_status(self, request: web.Request) -> web.Response:
        guild, channel = self._find_channel(request)
        self._require(guild, channel, Permission.SET_VOICE_CHANNEL_STATUS)
        status = (request["json"] or {}).get("status")
        if status is not None and len(status) > MAX_STATUS:
            raise invalid_form("status", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_STATUS} or fewer in length.")
        channel.status = status
        self._signal.notify()
        return web.Response(status=204)


def _number(request: web.Request, name: str) -> int:
    text = request.match_info[name]
    if not text.isdecimal() or int(text) >= 1 << 64:
        raise invalid_form(f"{name}_id", "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
    return int(text)


def _user(request: web.Request, world: World) -> int:
    return world.application.bot.id if request.match_info["user"] == "@me" else _number(request, "user")
