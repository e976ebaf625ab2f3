"""Discord's side of the interactions endpoint: payloads, signatures, deadlines."""

from .signer import InteractionSigner

__all__ = ["InteractionSigner"]
