"""The Ed25519 key with which the simulated Discord signs interactions."""

from __future__ import annotations

import time

from nacl.signing import SigningKey


class InteractionSigner:
    """Signs timestamp and body, as Discord does."""

    def __init__(self) -> None:
        self._key = SigningKey.generate()

    @property
    def public_key_hex(self) -> str:
        """What an application's settings show as its public key."""
        return self._key.verify_key.encode().hex()

    def headers(self, body: bytes, timestamp: str | None = None) -> dict[str, str]:
        """The two signature headers, and the others that Discord sends."""
        timestamp = timestamp or str(int(time.time()))
        return {
            "X-Signature-Ed25519": self._key.sign(timestamp.encode() + body).signature.hex(),
            "X-Signature-Timestamp": timestamp,
            "Content-Type": "application/json",
            "User-Agent": "Discord-Interactions/1.0 (+https://discord.com)",
        }
