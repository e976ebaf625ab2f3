"""Google's OAuth service and the YouTube Data API."""

from .server import YouTube

__all__ = ["YouTube"]
