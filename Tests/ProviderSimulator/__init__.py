"""Simulated music providers on loopback: their published OAuth contracts, and what of their APIs the bot uses."""

from .providers import Providers

__all__ = ["Providers"]
