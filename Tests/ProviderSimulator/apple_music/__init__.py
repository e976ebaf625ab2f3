"""MusicKit JS and the Apple Music API."""

from .server import AppleMusic

__all__ = ["AppleMusic"]
