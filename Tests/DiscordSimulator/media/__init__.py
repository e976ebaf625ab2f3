"""Music for tests: generated files whose content is known, and a web server that can misbehave."""

from .faults import MediaFault
from .generate import Ladder, MediaLibrary
from .ogg import opus_packets
from .server import MediaServer

__all__ = ["Ladder", "MediaFault", "MediaLibrary", "MediaServer", "opus_packets"]
