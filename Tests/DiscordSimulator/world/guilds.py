"""Guilds with their channels, roles, members and voice states."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from .permissions import EVERYONE_DEFAULT, effective
from .users import User

JOINED_AT = "2026-01-01T00:00:00.000000+00:00"


class ChannelType(IntEnum):
    """Channel types that the simulator knows."""

    TEXT = 0
    VOICE = 2
    STAGE = 13


@dataclass
class Overwrite:
    """A channel's exception for a role (type 0) or member (type 1)."""

    id: int
    type: int
    allow: int = 0
    deny: int = 0

    def json(self) -> dict[str, Any]:
        """The overwrite object."""
        return {"id": str(self.id), "type": self.type, "allow": str(self.allow), "deny": str(self.deny)}


@dataclass
class Role:
    """A role; the one whose id is the guild's id is @everyone."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0

    def json(self) -> dict[str, Any]:
        """The role object, with the `colors` that strict clients require."""
        return {
            "id": str(self.id),
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": self.position,
            "permissions": str(self.permissions),
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }


@dataclass
class Channel:
    """A text, voice or stage channel."""

    id: int
    guild_id: int
    type: ChannelType
    name: str
    position: int = 0
    bitrate: int = 64_000
    user_limit: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    status: str | None = None

    @property
    def is_voice(self) -> bool:
        """Whether people can be connected here."""
        return self.type in (ChannelType.VOICE, ChannelType.STAGE)

    def json(self) -> dict[str, Any]:
        """The channel object."""
        body: dict[str, Any] = {
            "id": str(self.id),
            "guild_id": str(self.guild_id),
            "type": int(self.type),
            "name": self.name,
            "position": self.position,
            "parent_id": None,
            "nsfw": False,
            "flags": 0,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "permission_overwrites": [item.json() for item in self.overwrites.values()],
        }
        if self.is_voice:
            body |= {"bitrate": self.bitrate, "user_limit": self.user_limit, "rtc_region": None}
        else:
            body |= {"topic": None}
        return body


@dataclass
class Member:
    """A user's membership of one guild."""

    user: User
    role_ids: list[int] = field(default_factory=list)
    mute: bool = False
    deaf: bool = False

    def json(self, *, with_user: bool = True) -> dict[str, Any]:
        """The member object."""
        body: dict[str, Any] = {
            "roles": [str(role_id) for role_id in self.role_ids],
            "nick": None,
            "avatar": None,
            "joined_at": JOINED_AT,
            "premium_since": None,
            "communication_disabled_until": None,
            "deaf": self.deaf,
            "mute": self.mute,
            "pending": False,
            "flags": 0,
        }
        return body | {"user": self.user.json()} if with_user else body


@dataclass
class VoiceState:
    """Where a member is connected; `channel_id` None means that they just left."""

    guild_id: int
    user_id: int
    channel_id: int | None
    session_id: str
    self_mute: bool = False
    self_deaf: bool = False
    mute: bool = False
    deaf: bool = False
    suppress: bool = False

    def json(self, member: Member | None = None) -> dict[str, Any]:
        """The voice state object; VOICE_STATE_UPDATE carries the member, GUILD_CREATE does not."""
        body: dict[str, Any] = {
            "guild_id": str(self.guild_id),
            "channel_id": str(self.channel_id) if self.channel_id else None,
            "user_id": str(self.user_id),
            "session_id": self.session_id,
            "deaf": self.deaf,
            "mute": self.mute,
            "self_deaf": self.self_deaf,
            "self_mute": self.self_mute,
            "self_video": False,
            "suppress": self.suppress,
            "request_to_speak_timestamp": None,
        }
        return body | {"member": member.json()} if member else body


@dataclass
class Guild:
    """A server: everything about it hangs below this object."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    voice_states: dict[int, VoiceState] = field(default_factory=dict)
    unavailable: bool = False

    def __post_init__(self) -> None:
        self.roles.setdefault(self.id, Role(self.id, "@everyone", EVERYONE_DEFAULT))

    def in_channel(self, channel_id: int) -> list[int]:
        """The users connected to a voice channel, in order of arrival."""
        return [state.user_id for state in self.voice_states.values() if state.channel_id == channel_id]

    def permissions_of(self, user_id: int, channel: Channel | None = None) -> int:
        """See `permissions.effective`."""
        return effective(self, user_id, channel)

    def first_channel(self, kind: ChannelType) -> Channel:
        """The oldest channel of a type; `LookupError` if there is none."""
        for channel in self.channels.values():
            if channel.type is kind:
                return channel
        raise LookupError(f"guild {self.name} has no {kind.name.lower()} channel")

    def rest_json(self) -> dict[str, Any]:
        """The guild object of the REST API."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "description": None,
            "owner_id": str(self.owner_id),
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": [role.json() for role in self.roles.values()],
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "max_members": 500_000,
            "max_presences": 40_000,
            "max_video_channel_users": 25,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "preferred_locale": "en-US",
            "nsfw_level": 0,
            "nsfw": False,
        }

    def gateway_json(self) -> dict[str, Any]:
        """The guild object of GUILD_CREATE."""
        return self.rest_json() | {
            "joined_at": JOINED_AT,
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "voice_states": [state.json() for state in self.voice_states.values() if state.channel_id],
            "members": [member.json() for member in self.members.values()],
            "channels": [channel.json() for channel in self.channels.values()],
            "threads": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
