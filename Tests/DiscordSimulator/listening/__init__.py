"""Listeners: what people in a voice channel hear, kept, decoded and measured."""

from .listener import Listener
from .recording import Heard, Passage, Recording

__all__ = ["Heard", "Listener", "Passage", "Recording"]
