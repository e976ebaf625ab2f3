"""Listeners as group members: their MLS and their decryption are code that others wrote (davey, libdave)."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..listening.recording import Heard
from .frames import looks_encrypted

if TYPE_CHECKING:
    from ..listening.recording import Recording
    from ..voice.call import Call
    from ..voice.stream import Frame, Stream
    from .delivery import DeliveryService

# davey-based senders switch on the commit, others on op 22, and packets overtake messages: judge a little later.
JUDGE_AFTER = 0.08
NEWCOMER_GRACE = 0.25
NEVER = float("inf")


class Rejected(Exception):
    """The library refused a commit or a Welcome."""


class Ear(ABC):
    """A group member without a connection: messages arrive on the loop, one after the other.

    `commit_delay` is how long it thinks before it sends a commit; None never commits, so that others must.
    """

    def __init__(self, user_id: int, call: Call, *, commit_delay: float | None = 0.0) -> None:
        self.user_id = user_id
        self.commit_delay = commit_delay
        self.dave_version = 1
        self.version = 0
        self.judging_from = NEVER
        self.reports = 0
        self.refused_proposals = 0
        self.failures: list[float] = []
        self._call = call
        self._clear_until = NEVER
        self._prepared: dict[int, int] = {}
        self._loop = asyncio.get_running_loop()
        self._gone = False

    # Joining and leaving.

    def begin(self, version: int) -> None:
        """What op 4 tells a client: the version; with encryption, a key package is the answer."""
        self.version = version
        if version:
            self._clear_until = 0.0
            self._fresh_key_package()
        else:
            self.judging_from = time.monotonic()

    def end(self) -> None:
        """Nothing is sent or judged from now on."""
        self._gone = True

    # Messages of the delivery service.

    def send_json(self, op: int, data: Any) -> None:
        """Ops 21, 22, 24."""
        self._loop.call_soon(self._take_json, op, data)

    def send_binary(self, op: int, payload: bytes) -> None:
        """Ops 25, 27, 29, 30."""
        self._loop.call_soon(self._take_binary, op, payload)

    def _take_json(self, op: int, data: dict[str, int]) -> None:
        if self._gone:
            return
        if op == 21:
            self._prepare(data["transition_id"], data["protocol_version"])
        elif op == 22:
            self._execute(data["transition_id"])
        elif op == 24 and data["epoch"] == 1:
            self.judging_from = NEVER
            self._fresh_key_package()

    def _take_binary(self, op: int, payload: bytes) -> None:
        if self._gone:
            return
        if op == 25:
            self._set_external_sender(payload)
        elif op == 27:
            self._consider(payload)
        elif op in (29, 30):
            transition_id = int.from_bytes(payload[:2], "big")
            process = self._process_commit if op == 29 else self._process_welcome
            self._try(process, payload[2:], transition_id)

    def _try(self, process: Callable[[bytes], None], message: bytes, transition_id: int) -> None:
        try:
            process(message)
        except Rejected:
            self.reports += 1
            self._delivery.invalid_commit_welcome(self, transition_id)
            self._fresh_key_package()
            return
        self._prepared[transition_id] = 1
        self._delivery.transition_ready(self, transition_id)

    def _consider(self, proposals: bytes) -> None:
        try:
            commit = self._process_proposals(proposals)
        except Rejected:
            # Proposals for another epoch, or forged ones, change nothing.
            self.refused_proposals += 1
            return
        if commit:
            self._offer(commit)

    def _offer(self, commit: bytes) -> None:
        if self.commit_delay is None:
            return

        def send() -> None:
            if not self._gone:
                self._delivery.commit_welcome(self, commit)

        self._loop.call_later(self.commit_delay, send)

    def _prepare(self, transition_id: int, version: int) -> None:
        self._prepared[transition_id] = version
        if version == 0:
            self._clear_until = NEVER
        if transition_id == 0:
            self._execute(0)
        else:
            self._delivery.transition_ready(self, transition_id)

    def _execute(self, transition_id: int) -> None:
        version = self._prepared.pop(transition_id, None)
        if version is None:
            return
        if version and not self.version:
            # Clear frames that left before op 22 are still on their way.
            self._clear_until = time.monotonic() + NEWCOMER_GRACE
        self.version = version
        if transition_id and self.judging_from == NEVER:
            self.judging_from = time.monotonic() + NEWCOMER_GRACE

    def _fresh_key_package(self) -> None:
        package = self._renew()
        self._loop.call_soon(lambda: None if self._gone else self._delivery.key_package(self, package))

    @property
    def _delivery(self) -> DeliveryService:
        assert self._call.delivery is not None
        return self._call.delivery

    @property
    def _known(self) -> list[int]:
        return list(dict.fromkeys([*self._call.present, self.user_id]))

    # Frames.

    def take(self, speaker_id: int, stream: Stream, frame: Frame, recording: Recording) -> None:
        """Takes one frame on the UDP thread; it is judged a moment later, on the loop."""

        def later() -> None:
            self._loop.call_later(JUDGE_AFTER, self._judge, speaker_id, stream.ssrc, frame, recording)

        self._loop.call_soon_threadsafe(later)

    def _judge(self, speaker_id: int, ssrc: int, frame: Frame, recording: Recording) -> None:
        if self._gone:
            return
        clear = not looks_encrypted(frame.payload) and time.monotonic() < self._clear_until
        opus = frame.payload if clear else self._decrypt(speaker_id, frame.payload)
        if opus is not None:
            recording.add(Heard(frame.arrival, ssrc, frame.seq, frame.timestamp, opus))
        elif time.monotonic() - JUDGE_AFTER >= self.judging_from:
            recording.undecryptable += 1
            self.failures.append(frame.arrival / 1e9)

    # What the libraries do.

    @property
    @abstractmethod
    def privacy_code(self) -> str | None:
        """The 30 digits that everybody in the call must see alike."""

    @abstractmethod
    def _renew(self) -> bytes:
        """Starts over with a fresh key package and returns it."""

    @abstractmethod
    def _set_external_sender(self, package: bytes) -> None: ...

    @abstractmethod
    def _process_proposals(self, payload: bytes) -> bytes | None:
        """Takes op 27's payload; returns op 28's if there is something to commit."""

    @abstractmethod
    def _process_commit(self, message: bytes) -> None: ...

    @abstractmethod
    def _process_welcome(self, message: bytes) -> None: ...

    @abstractmethod
    def _decrypt(self, speaker_id: int, payload: bytes) -> bytes | None: ...
