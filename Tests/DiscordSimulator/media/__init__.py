"""Music for tests: generated files whose content is known, and a web server that can misbehave."""

from .generate import Ladder, MediaLibrary
from .ogg import opus_packets

__all__ = ["Ladder", "MediaLibrary", "opus_packets"]
