"""A listener whose encryption is davey (OpenMLS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import davey

from .ears import Ear, Rejected

if TYPE_CHECKING:
    from ..voice.call import Call


class DaveyEar(Ear):
    """See `Ear`."""

    def __init__(self, user_id: int, call: Call, *, commit_delay: float | None = 0.0) -> None:
        super().__init__(user_id, call, commit_delay=commit_delay)
        self.session = davey.DaveSession(1, user_id, call.channel_id)
        self._external_sender: bytes | None = None

    @property
    def privacy_code(self) -> str | None:
        """See `Ear`."""
        return self.session.voice_privacy_code or None

    def pairwise_code(self, other_user_id: int) -> str:
        """The 45 digits that this member and another must see alike."""
        return self.session.get_verification_code(other_user_id)

    def _renew(self) -> bytes:
        self.session.reinit(1, self.user_id, self._call.channel_id)
        if self._external_sender:
            self.session.set_external_sender(self._external_sender)
        return self.session.get_serialized_key_package()

    def _set_external_sender(self, package: bytes) -> None:
        if package != self._external_sender:
            self._external_sender = package
            self.session.set_external_sender(package)

    def _process_proposals(self, payload: bytes) -> bytes | None:
        kind = davey.ProposalsOperationType.append if payload[0] == 0 else davey.ProposalsOperationType.revoke
        try:
            made = self.session.process_proposals(kind, payload[1:], self._known)
        except Exception as error:  # davey raises plain exceptions
            raise Rejected from error
        return made.commit + (made.welcome or b"") if made else None

    def _process_commit(self, message: bytes) -> None:
        try:
            self.session.process_commit(message)
        except Exception as error:  # davey raises plain exceptions
            raise Rejected from error

    def _process_welcome(self, message: bytes) -> None:
        try:
            self.session.process_welcome(message)
        except Exception as error:  # davey raises plain exceptions
            raise Rejected from error

    def _decrypt(self, speaker_id: int, payload: bytes) -> bytes | None:
        try:
            return self.session.decrypt(speaker_id, davey.MediaType.audio, payload)
        except Exception:  # davey raises plain exceptions; the recording counts the failure
            return None
