"""The REST API, version 10."""

from .errors import DiscordError
from .interactions import Interaction, InteractionStore
from .knobs import RestFault, RestKnobs
from .server import RestServer

__all__ = ["DiscordError", "Interaction", "InteractionStore", "RestFault", "RestKnobs", "RestServer"]
