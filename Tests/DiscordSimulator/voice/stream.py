"""What one voice session sent over UDP: checked, counted and, unless counting only, decrypted and kept."""

from __future__ import annotations

import random
import struct
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..dave.frames import looks_encrypted
from .aead import NONCE_SIZE, TAG_SIZE, Opener, Sealer

if TYPE_CHECKING:
    from ..violations import Violations
    from .knobs import VoiceKnobs

RTP_HEADER = struct.Struct(">BBHII")
PAYLOAD_TYPE_OPUS = 0x78
RTCP_RECEIVER_REPORT = 201
TICKS_PER_FRAME = 960
# Op 5 comes by TCP and TLS, RTP by UDP: what left in the right order may still arrive in the wrong one.
SPEAKING_GRACE_NS = 250_000_000
SILENCE = b"\xf8\xff\xfe"


@dataclass(frozen=True, slots=True)
class Frame:
    """One packet after transport decryption. `seq` keeps counting past 65535; `arrival` is in ns of Unix time."""

    arrival: int
    seq: int
    timestamp: int
    payload: bytes


FrameSink = Callable[["Stream", Frame], None]
PayloadCheck = Callable[[bytes], str | None]


class Stream:
    """Called on the UDP thread only, except for reading. One instance a voice session (key and SSRC)."""

    def __init__(
        self,
        ssrc: int,
        label: str,
        open_packet: Opener,
        seal_packet: Sealer,
        knobs: VoiceKnobs,
        violations: Violations,
    ) -> None:
        self.ssrc = ssrc
        self.label = label
        self.frames: list[Frame] = []
        self.arrivals = array("q")
        self.received = 0
        self.dropped = 0
        self.silences = 0
        self.encrypted = 0
        self.keepalives = 0
        self.bytes = 0
        self.record = knobs.record
        self.speaking_announced = False
        self.suppressed = False
        self.address: tuple[str, int] | None = None
        self.sink: FrameSink | None = None
        self.payload_check: PayloadCheck | None = None
        self._open = open_packet
        self._seal = seal_packet
        self._reports = 0
        self._reported_at = 0
        # Packets expected and received when the last report was made.
        self._reported = (0, 0)
        self._knobs = knobs
        self._violations = violations
        self._nonces: set[bytes] = set()
        self._first_seq: int | None = None
        self._last_seq = 0
        self._last_timestamp = 0
        self._unannounced_since = 0
        self._random = random.Random(ssrc)

    @property
    def lost(self) -> int:
        """Packets that the sequence numbers promise and that neither arrived nor were dropped by a knob."""
        if self._first_seq is None:
            return 0
        return self._last_seq - self._first_seq + 1 - self.received - self.dropped

    def receive(self, packet: bytes, arrival: int, address: tuple[str, int]) -> None:
        """Takes one datagram that carries this stream's SSRC."""
        if len(packet) < RTP_HEADER.size + TAG_SIZE + NONCE_SIZE:
            self._violation("packet too short", f"{len(packet)} bytes")
            return
        first, second, seq16, timestamp, _ = RTP_HEADER.unpack_from(packet)
        if 200 <= second <= 207:
            return
        self._check_header(first, second, address, arrival)
        seq = self._check_order(seq16, timestamp)
        if self._knobs.udp_loss and self._random.random() < self._knobs.udp_loss:
            self.dropped += 1
            return
        self.received += 1
        self.bytes += len(packet)
        self.arrivals.append(arrival)
        if self.record:
            self._keep(packet, first, seq, timestamp, arrival)

    def report(self, now: int) -> bytes | None:
        """An RTCP receiver report (RFC 3550 §6.4.2) when one is due, sealed behind its first eight bytes."""
        self._reported_at = self._reported_at or now
        if self._first_seq is None or now - self._reported_at < self._knobs.report_interval * 1e9:
            return None
        expected = self._last_seq - self._first_seq + 1
        expected_now, received_now = expected - self._reported[0], self.received - self._reported[1]
        lost_now, lost = max(0, expected_now - received_now), expected - self.received
        self._reported_at, self._reported = now, (expected, self.received)
        fraction = min(255, 256 * lost_now // max(1, expected_now))
        block = struct.pack(">II", self.ssrc, fraction << 24 | lost & 0xFFFFFF)
        block += struct.pack(">IIII", self._last_seq & 0xFFFFFFFF, 0, 0, 0)
        header = struct.pack(">BBHI", 0x81, RTCP_RECEIVER_REPORT, 7, self.ssrc)
        # The client's own counter begins low: nothing may be sealed twice with one nonce.
        nonce = struct.pack(">I", 0x80000000 + self._reports)
        self._reports += 1
        return header + self._seal(block, header, nonce) + nonce

    def _check_header(self, first: int, second: int, address: tuple[str, int], arrival: int) -> None:
        if first & 0xC0 != 0x80:
            self._violation("RTP version is not 2", f"{first:#04x}")
        if second & 0x7F != PAYLOAD_TYPE_OPUS:
            self._violation("payload type is not 0x78", f"{second:#04x}")
        if not self.speaking_announced:
            self._unannounced_since = self._unannounced_since or arrival
            if arrival - self._unannounced_since > SPEAKING_GRACE_NS:
                self._violation("RTP before op 5")
        if self.suppressed:
            self._violation("RTP while suppressed")
        if self.address and address != self.address:
            self._violation("RTP from another address than selected", f"{address} instead of {self.address}")

    def _check_order(self, seq16: int, timestamp: int) -> int:
        """The unwrapped sequence number; anything but the next one, 960 ticks (or a multiple) later, is a violation."""
        if self._first_seq is None:
            self._first_seq = self._last_seq = seq16
            self._last_timestamp = timestamp
            return seq16
        step = (seq16 - self._last_seq) & 0xFFFF
        if step == 0 or step > 0x8000:
            self._violation("sequence number repeated or backwards", f"{seq16} after {self._last_seq & 0xFFFF}")
            return self._last_seq - ((-step) & 0xFFFF)
        ticks = (timestamp - self._last_timestamp) & 0xFFFFFFFF
        if step != 1:
            self._violation("sequence number jumped", f"by {step}")
        if ticks == 0 or ticks % TICKS_PER_FRAME or ticks > 0x80000000:
            self._violation("timestamp did not advance by frames of 960 ticks", f"by {ticks}")
        self._last_seq += step
        self._last_timestamp = timestamp
        return self._last_seq

    def _keep(self, packet: bytes, first: int, seq: int, timestamp: int, arrival: int) -> None:
        nonce = packet[-NONCE_SIZE:]
        if nonce in self._nonces:
            self._violation("nonce used twice under one key", nonce.hex())
        self._nonces.add(nonce)
        clear = RTP_HEADER.size + 4 * (first & 0x0F)
        extended = bool(first & 0x10)
        if extended:
            clear += 4
        payload = self._open(packet[clear:-NONCE_SIZE], packet[:clear], nonce)
        if payload is None:
            self._violation("packet fails transport authentication", f"seq {seq}")
            return
        if extended:
            payload = payload[4 * int.from_bytes(packet[clear - 2 : clear], "big") :]
        if not payload or len(payload) > 1275 + 64:
            self._violation("absurd payload size", f"{len(payload)} bytes")
        if payload == SILENCE:
            self.silences += 1
        elif looks_encrypted(payload):
            self.encrypted += 1
        if self.payload_check and (problem := self.payload_check(payload)):
            self._violation(problem, f"seq {seq}, {len(payload)} bytes, begins {payload[:4].hex()}")
        frame = Frame(arrival, seq, timestamp, payload)
        self.frames.append(frame)
        if self.sink:
            self.sink(self, frame)

    def _violation(self, rule: str, detail: str = "") -> None:
        self._violations.add(f"rtp {self.label}", rule, detail)
