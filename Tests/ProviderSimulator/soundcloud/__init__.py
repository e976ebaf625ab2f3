"""SoundCloud's OAuth service and API."""

from .server import SoundCloud

__all__ = ["SoundCloud"]
