"""The main gateway, version 10."""

from .knobs import GatewayKnobs
from .server import GatewayServer
from .session import GatewaySession

__all__ = ["GatewayKnobs", "GatewayServer", "GatewaySession"]
