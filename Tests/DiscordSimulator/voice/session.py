"""A voice session: what survives a broken websocket (numbers, unacknowledged messages, key, SSRC, DAVE membership)."""

from __future__ import annotations

import json
import secrets
import struct
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from .aead import opener, sealer
from .stream import Stream

if TYPE_CHECKING:
    from ..violations import Violations
    from .call import Call
    from .connection import VoiceConnection
    from .knobs import VoiceKnobs

UNNUMBERED_OPS = frozenset({2, 6, 8, 9})
HISTORY = 4_000
MODULUS = 1 << 16


class VoiceSession:
    """One bot's presence at a voice server, from its VOICE_SERVER_UPDATE until it leaves, moves or fails to resume."""

    def __init__(
        self, call: Call, user_id: int, gateway_session_id: str, ssrc: int, region: int, violations: Violations
    ) -> None:
        self.call = call
        self.guild_id = call.guild_id
        self.user_id = user_id
        self.gateway_session_id = gateway_session_id
        self.token = secrets.token_hex(8)
        self.ssrc = ssrc
        self.region = region
        self.identified = False
        self.ended = False
        self.end_code: int | None = None
        self.version = 8
        self.offered_dave_version = 0
        self.key: bytes | None = None
        self.mode: str | None = None
        self.speaking = 0
        self.stream: Stream | None = None
        self.connection: VoiceConnection | None = None
        self.disconnected_at: float | None = None
        self.resumes = 0
        self.seq = call.knobs.first_seq
        self._acked: int | None = None
        self._sent_at = time.monotonic()
        self._unacked: deque[tuple[int, str | bytes]] = deque(maxlen=HISTORY)
        self._violations = violations

    @property
    def knobs(self) -> VoiceKnobs:
        """The voice settings in force."""
        return self.call.knobs

    @property
    def dave_version(self) -> int:
        """The highest DAVE version that this client offered."""
        return self.offered_dave_version

    @property
    def label(self) -> str:
        """A name for violations."""
        return f"guild {self.guild_id} ssrc {self.ssrc}"

    def send_json(self, op: int, data: Any) -> None:
        """Sends (and, if it is a message that must be acknowledged, numbers and keeps) one JSON message."""
        body: dict[str, Any] = {"op": op, "d": data}
        if op in UNNUMBERED_OPS or self.version < 8:
            self._write(json.dumps(body))
            return
        body["seq"] = self._next_seq()
        text = json.dumps(body)
        self._unacked.append((self.seq, text))
        self._write(text)

    def send_binary(self, op: int, payload: bytes) -> None:
        """Sends, numbers and keeps one binary message."""
        frame = struct.pack(">HB", self._next_seq(), op) + payload
        self._unacked.append((self.seq, frame))
        self._write(frame)

    def describe(self, mode: str, dave_version: int) -> dict[str, Any]:
        """Makes a fresh key for `mode` and returns the data of op 4; a new `Stream` begins."""
        self.mode = mode
        self.key = secrets.token_bytes(32)
        self.stream = Stream(
            self.ssrc, self.label, opener(mode, self.key), sealer(mode, self.key), self.knobs, self._violations
        )
        return {
            "mode": mode,
            "secret_key": list(self.key),
            "audio_codec": "opus",
            "video_codec": None,
            "media_session_id": secrets.token_hex(16),
            "dave_protocol_version": dave_version,
        }

    def acknowledge(self, seq_ack: Any) -> None:
        """Takes the `seq_ack` of a heartbeat or resume: forgets what it covers, records what cannot be right."""
        if not isinstance(seq_ack, int) or not -1 <= seq_ack < MODULUS:
            self._violations.add("voice", "seq_ack is not a number in range", repr(seq_ack))
            return
        if seq_ack == -1:
            if self._acked is not None:
                self._violations.add("voice", "seq_ack went back to -1", self.label)
            return
        if self._behind(seq_ack) > MODULUS // 2:
            self._violations.add("voice", "seq_ack acknowledges what was never sent", f"{seq_ack}, sent {self.seq}")
            return
        if seq_ack != self.seq and time.monotonic() - self._sent_at > 2:
            self._violations.add("voice", "seq_ack is stale", f"{seq_ack}, sent {self.seq} more than 2 s ago")
        self._acked = seq_ack
        while self._unacked and self._behind(self._unacked[0][0]) >= self._behind(seq_ack):
            self._unacked.popleft()

    def replay(self) -> None:
        """Sends again what was not acknowledged, in order."""
        for _, message in list(self._unacked):
            self._write(message)

    def _behind(self, seq: int) -> int:
        """How many messages before the newest one `seq` is, modulo 2^16."""
        return (self.seq - seq) % MODULUS

    def _next_seq(self) -> int:
        self.seq = (self.seq + 1) % MODULUS
        self._sent_at = time.monotonic()
        return self.seq

    def _write(self, message: str | bytes) -> None:
        if self.connection:
            self.connection.send(message)
