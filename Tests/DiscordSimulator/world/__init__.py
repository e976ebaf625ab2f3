"""The state of the simulated Discord: users, guilds, channels, roles, voice states."""

from .guilds import Channel, ChannelType, Guild, Member, Overwrite, Role, VoiceState
from .permissions import Permission
from .snowflakes import Snowflakes
from .state import World
from .users import Application, User

__all__ = [
    "Application",
    "Channel",
    "ChannelType",
    "Guild",
    "Member",
    "Overwrite",
    "Permission",
    "Role",
    "Snowflakes",
    "User",
    "VoiceState",
    "World",
]
