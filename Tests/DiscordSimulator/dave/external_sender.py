"""The external sender: the one key of the voice server, with which it proposes additions and removals."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .codec import (
    CONTENT_PROPOSAL,
    PROPOSAL_ADD,
    PROPOSAL_REMOVE,
    PUBLIC_MESSAGE,
    SENDER_EXTERNAL,
    u16,
    u32,
    u64,
    vector,
)

# The identity that Discord's servers use.
IDENTITY = b"\x00"


def reference(label: str, value: bytes) -> bytes:
    """RefHash of RFC 9420 for SHA-256."""
    return hashlib.sha256(vector(label.encode()) + vector(value)).digest()


def key_package_reference(key_package: bytes) -> bytes:
    """KeyPackageRef."""
    return reference("MLS 1.0 KeyPackage Reference", key_package)


@dataclass(frozen=True)
class Proposal:
    """A signed external proposal: the message that is sent, and the reference by which it is committed."""

    message: bytes
    reference: bytes
    user_id: int
    key_package: bytes | None = None

    @property
    def is_add(self) -> bool:
        """Add, or else Remove."""
        return self.key_package is not None


class ExternalSender:
    """Holds the P-256 key; its package is what op 25 carries."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        point = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.package = vector(point) + u16(1) + vector(IDENTITY)

    def add(self, group_id: bytes, epoch: int, user_id: int, key_package: bytes) -> Proposal:
        """Proposes to add the owner of a key package."""
        return self._propose(group_id, epoch, user_id, u16(PROPOSAL_ADD) + key_package, key_package)

    def remove(self, group_id: bytes, epoch: int, user_id: int, leaf: int) -> Proposal:
        """Proposes to remove a leaf."""
        return self._propose(group_id, epoch, user_id, u16(PROPOSAL_REMOVE) + u32(leaf), None)

    def _propose(
        self, group_id: bytes, epoch: int, user_id: int, proposal: bytes, key_package: bytes | None
    ) -> Proposal:
        content = vector(group_id) + u64(epoch) + bytes([SENDER_EXTERNAL]) + u32(0) + vector(b"")
        content += bytes([CONTENT_PROPOSAL]) + proposal
        # An external sender signs without the group context (RFC 9420 §6.1).
        to_sign = u16(1) + u16(PUBLIC_MESSAGE) + content
        signature = self._key.sign(vector(b"MLS 1.0 FramedContentTBS") + vector(to_sign), ec.ECDSA(hashes.SHA256()))
        authenticated = u16(PUBLIC_MESSAGE) + content + vector(signature)
        return Proposal(
            u16(1) + authenticated, reference("MLS 1.0 Proposal Reference", authenticated), user_id, key_package
        )
