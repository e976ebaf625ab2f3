"""Driving the simulator from another process: JSON lines on standard input and output."""

from .commands import Controller
from .server import serve

__all__ = ["Controller", "serve"]
