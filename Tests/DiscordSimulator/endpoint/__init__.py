"""Discord's side of the interactions endpoint: payloads, signatures, deadlines."""

from .client import BotEndpoint, Exchange
from .payloads import Attachment, InteractionPayloads
from .signer import InteractionSigner

__all__ = ["Attachment", "BotEndpoint", "Exchange", "InteractionPayloads", "InteractionSigner"]
