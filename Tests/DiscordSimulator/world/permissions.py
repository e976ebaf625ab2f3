"""Permission bits and how Discord combines roles and overwrites into a member's permissions in a channel."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .guilds import Channel, Guild


class Permission(IntFlag):
    """The permission bits that matter to a music bot."""

    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    SET_VOICE_CHANNEL_STATUS = 1 << 48


EVERYTHING = (1 << 53) - 1
EVERYONE_DEFAULT = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.USE_VAD
    | Permission.USE_APPLICATION_COMMANDS
)


def effective(guild: Guild, user_id: int, channel: Channel | None = None) -> int:
    """The member's permissions in the guild, or in a channel with its overwrites applied; 0 for a stranger."""
    member = guild.members.get(user_id)
    if member is None:
        return 0
    if guild.owner_id == user_id:
        return EVERYTHING
    base = guild.roles[guild.id].permissions
    for role_id in member.role_ids:
        base |= guild.roles[role_id].permissions
    if base & Permission.ADMINISTRATOR:
        return EVERYTHING
    if channel is None:
        return base
    overwrites = channel.overwrites
    if (everyone := overwrites.get(guild.id)) is not None:
        base = (base & ~everyone.deny) | everyone.allow
    roles = [overwrites[role_id] for role_id in member.role_ids if role_id in overwrites]
    for overwrite in roles:
        base &= ~overwrite.deny
    for overwrite in roles:
        base |= overwrite.allow
    if (own := overwrites.get(user_id)) is not None:
        base = (base & ~own.deny) | own.allow
    return base if base & Permission.VIEW_CHANNEL else 0
