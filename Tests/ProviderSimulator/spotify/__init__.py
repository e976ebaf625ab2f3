"""Spotify's accounts service and Web API."""

from .server import Spotify

__all__ = ["Spotify"]
