"""Voice: the gateway of version 8, its sessions, and the UDP side with RTP and transport encryption."""

from .knobs import VoiceKnobs
from .router import VoiceRouter
from .server import VoiceServer
from .session import VoiceSession
from .stream import Frame, Stream
from .udp import UDPReceiver

__all__ = ["Frame", "Stream", "UDPReceiver", "VoiceKnobs", "VoiceRouter", "VoiceServer", "VoiceSession"]
