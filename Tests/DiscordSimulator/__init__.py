"""A simulated Discord on loopback: REST, gateway, voice gateway, UDP, DAVE, and listeners that check what they hear."""

from .signals import Signal
from .simulator import Simulator
from .violations import Violation, Violations
from .world import Channel, ChannelType, Guild, Permission, User

__all__ = ["Channel", "ChannelType", "Guild", "Permission", "Signal", "Simulator", "User", "Violation", "Violations"]
