"""A listener whose encryption is libdave (Discord's own library, by dave.py). Keep such groups to five members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dave
import davey

from .ears import Ear, Rejected

if TYPE_CHECKING:
    from ..voice.call import Call


class LibdaveEar(Ear):
    """See `Ear`."""

    def __init__(self, user_id: int, call: Call, *, commit_delay: float | None = 0.0) -> None:
        super().__init__(user_id, call, commit_delay=commit_delay)
        self.problems: list[tuple[str, str]] = []
        self.session = dave.Session(lambda where, why: self.problems.append((where, why)))
        self._decryptors: dict[int, dave.Decryptor] = {}
        self._external_sender: bytes | None = None

    @property
    def privacy_code(self) -> str | None:
        """See `Ear`."""
        authenticator = self.session.get_last_epoch_authenticator()
        return davey.generate_displayable_code(bytes(authenticator), 30, 5) if authenticator else None

    def _renew(self) -> bytes:
        self.session.reset()
        self.session.init(1, self._call.channel_id, str(self.user_id))
        if self._external_sender:
            self.session.set_external_sender(self._external_sender)
        package = self.session.get_marshalled_key_package()
        assert package is not None
        return package

    def _set_external_sender(self, package: bytes) -> None:
        if package != self._external_sender:
            self._external_sender = package
            self.session.set_external_sender(package)

    def _process_proposals(self, payload: bytes) -> bytes | None:
        return self.session.process_proposals(payload, {str(user_id) for user_id in self._known})

    def _process_commit(self, message: bytes) -> None:
        result = self.session.process_commit(message)
        if isinstance(result, dave.RejectType):
            if result is dave.RejectType.failed:
                raise Rejected
            return
        self._install_ratchets()

    def _process_welcome(self, message: bytes) -> None:
        if self.session.process_welcome(message, {str(user_id) for user_id in self._known}) is None:
            raise Rejected
        self._install_ratchets()

    def _install_ratchets(self) -> None:
        for user_id in self._known:
            ratchet = self.session.get_key_ratchet(str(user_id)) if user_id != self.user_id else None
            if ratchet is not None:
                decryptor = self._decryptors.setdefault(user_id, dave.Decryptor())
                decryptor.transition_to_passthrough_mode(False)
                decryptor.transition_to_key_ratchet(ratchet)

    def _decrypt(self, speaker_id: int, payload: bytes) -> bytes | None:
        decryptor = self._decryptors.get(speaker_id)
        return decryptor.decrypt(dave.MediaType.audio, payload) if decryptor else None
