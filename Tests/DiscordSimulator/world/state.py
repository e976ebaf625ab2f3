"""The whole simulated world and every change that can happen to it; each change is announced as a gateway event."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from .guilds import Channel, ChannelType, Guild, Member, Overwrite, Role, VoiceState
from .permissions import Permission
from .snowflakes import Snowflakes
from .users import Application, User

EventSink = Callable[[str, int | None, dict[str, Any]], None]
VoiceSink = Callable[[VoiceState | None, VoiceState], None]


class World:
    """Guilds and users. Changes go through methods here, so that gateway and voice servers hear of them."""

    def __init__(self, public_key: str, token: str | None = None) -> None:
        self.snowflakes = Snowflakes()
        bot = User(self.snowflakes.make(), "timmybot", bot=True)
        self.users: dict[int, User] = {bot.id: bot}
        self.guilds: dict[int, Guild] = {}
        self.application = Application(
            id=bot.id,
            token=token or f"{secrets.token_urlsafe(18)}.{secrets.token_urlsafe(4)}.{secrets.token_urlsafe(28)}",
            public_key=public_key,
            bot=bot,
            client_secret=secrets.token_urlsafe(24),
        )
        self._event_sinks: list[EventSink] = []
        self._voice_sinks: list[VoiceSink] = []

    def on_event(self, sink: EventSink) -> None:
        """Calls `sink(event name, guild id, data)` for each change, on the simulator's loop."""
        self._event_sinks.append(sink)

    def on_voice_change(self, sink: VoiceSink) -> None:
        """Calls `sink(before, after)` for each change of a voice state, before the event is announced."""
        self._voice_sinks.append(sink)

    def announce(self, event: str, guild_id: int | None, data: dict[str, Any]) -> None:
        """Hands one gateway event to everyone who listens."""
        for sink in self._event_sinks:
            sink(event, guild_id, data)

    def add_user(self, name: str, *, bot: bool = False) -> User:
        """A new account."""
        user = User(self.snowflakes.make(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, owner: User | None = None, with_bot: bool = True) -> Guild:
        """A guild with one text and one voice channel, its owner and (normally) the bot as members."""
        owner = owner or self.add_user(f"{name.lower().replace(' ', '-')}-owner")
        guild = Guild(self.snowflakes.make(), name, owner.id)
        guild.members[owner.id] = Member(owner)
        self.guilds[guild.id] = guild
        self.add_channel(guild, "general", ChannelType.TEXT)
        self.add_channel(guild, "Music", ChannelType.VOICE)
        if with_bot:
            guild.members[self.application.bot.id] = Member(self.application.bot)
            self.announce("GUILD_CREATE", guild.id, guild.gateway_json())
        return guild

    def remove_guild(self, guild: Guild) -> None:
        """The bot is removed from the guild (or leaves it)."""
        for user_id in list(guild.voice_states):
            self.set_voice(guild, user_id, None)
        guild.members.pop(self.application.bot.id, None)
        self.announce("GUILD_DELETE", guild.id, {"id": str(guild.id)})
        del self.guilds[guild.id]

    def add_channel(
        self,
        guild: Guild,
        name: str,
        kind: ChannelType = ChannelType.VOICE,
        *,
        bitrate: int = 64_000,
        user_limit: int = 0,
    ) -> Channel:
        """A new channel at the end of the list."""
        channel = Channel(
            self.snowflakes.make(), guild.id, kind, name, len(guild.channels), bitrate=bitrate, user_limit=user_limit
        )
        guild.channels[channel.id] = channel
        if self.application.bot.id in guild.members:
            self.announce("CHANNEL_CREATE", guild.id, channel.json())
        return channel

    def delete_channel(self, channel: Channel) -> None:
        """Removes a channel; everyone connected there is thrown out first."""
        guild = self.guilds[channel.guild_id]
        for user_id in guild.in_channel(channel.id):
            self.set_voice(guild, user_id, None)
        del guild.channels[channel.id]
        self.announce("CHANNEL_DELETE", guild.id, channel.json())

    def add_member(self, guild: Guild, user: User) -> Member:
        """Makes a user a member of a guild (no event: the member intent is privileged)."""
        return guild.members.setdefault(user.id, Member(user))

    def add_role(self, guild: Guild, name: str, permissions: Permission | int = 0) -> Role:
        """A new role."""
        role = Role(self.snowflakes.make(), name, int(permissions), len(guild.roles))
        guild.roles[role.id] = role
        self.announce("GUILD_ROLE_CREATE", guild.id, {"guild_id": str(guild.id), "role": role.json()})
        return role

    def overwrite(
        self, channel: Channel, target: User | Role, *, allow: Permission | int = 0, deny: Permission | int = 0
    ) -> None:
        """Sets a channel's permission overwrite for a member or role."""
        kind = 1 if isinstance(target, User) else 0
        channel.overwrites[target.id] = Overwrite(target.id, kind, int(allow), int(deny))
        self.announce("CHANNEL_UPDATE", channel.guild_id, channel.json())

    def set_voice(
        self, guild: Guild, user_id: int, channel: Channel | None, session_id: str | None = None, **flags: bool
    ) -> VoiceState:
        """Connects, moves or disconnects a member and announces VOICE_STATE_UPDATE."""
        before = guild.voice_states.get(user_id)
        session = session_id or (before.session_id if before else secrets.token_hex(16))
        settings = {"self_mute": False, "self_deaf": False}
        if before:
            settings = {"self_mute": before.self_mute, "self_deaf": before.self_deaf}
        settings |= flags
        if "suppress" not in settings:
            moved = before is None or before.channel_id != (channel.id if channel else None)
            on_stage = channel is not None and channel.type is ChannelType.STAGE
            settings["suppress"] = on_stage if moved else bool(before and before.suppress)
        after = VoiceState(guild.id, user_id, channel.id if channel else None, session, **settings)
        if channel is None:
            guild.voice_states.pop(user_id, None)
        else:
            guild.voice_states[user_id] = after
        for sink in self._voice_sinks:
            sink(before, after)
        self.announce("VOICE_STATE_UPDATE", guild.id, after.json(guild.members.get(user_id)))
        return after
