"""Proposals that a client must refuse, made by somebody who knows the format well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import davey

from .codec import vector
from .external_sender import ExternalSender, Proposal

if TYPE_CHECKING:
    from .group import Group

KINDS = ("foreign sender", "wrong signature", "stale epoch", "other group", "unknown leaf", "unknown user", "garbage")
STRANGER = 77


def forged_proposals(kind: str, group: Group, sender: ExternalSender, victim: int) -> bytes:
    """The payload of an op 27 that appends one proposal of a kind of `KINDS`, aimed at a member."""
    leaf = group.leaf_of(victim) or 0
    proposal: Proposal | None = None
    message = b"\x00\x01\x00\x01" + bytes(60)
    if kind == "foreign sender":
        proposal = ExternalSender().remove(group.group_id, group.epoch, victim, leaf)
    elif kind == "wrong signature":
        right = sender.remove(group.group_id, group.epoch, victim, leaf).message
        message = right[:-1] + bytes([right[-1] ^ 1])
    elif kind == "stale epoch":
        proposal = sender.remove(group.group_id, max(0, group.epoch - 1), victim, leaf)
    elif kind == "other group":
        proposal = sender.remove(bytes(8), group.epoch, victim, leaf)
    elif kind == "unknown leaf":
        proposal = sender.remove(group.group_id, group.epoch, victim, len(group.leaves) + 5)
    elif kind == "unknown user":
        package = davey.DaveSession(1, STRANGER, int.from_bytes(group.group_id, "big")).get_serialized_key_package()
        proposal = sender.add(group.group_id, group.epoch, STRANGER, package)
    elif kind != "garbage":
        raise LookupError(f"unknown kind of forgery {kind!r}; known: {KINDS}")
    return b"\x00" + vector(proposal.message if proposal else message)
