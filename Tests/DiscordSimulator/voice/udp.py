"""The UDP side of all voice servers: one thread reads every socket, answers IP discovery and feeds the streams."""

from __future__ import annotations

import os
import selectors
import socket
import struct
import threading
from typing import TYPE_CHECKING

from .batch import BatchReader, udp_socket
from .stream import Stream

if TYPE_CHECKING:
    from ..signals import Signal
    from ..violations import Violations
    from .knobs import VoiceKnobs

DISCOVERY_REQUEST = 1
DISCOVERY_RESPONSE = 2
DISCOVERY_SIZES = (74, 78)
KEEPALIVE_SIZES = (4, 8)
_DISCOVERY = struct.Struct(">HHI")
_SSRC = struct.Struct(">I")


class UDPReceiver:
    """Owns `count` sockets. Streams are registered by SSRC; packets of unknown streams are violations."""

    def __init__(self, host: str, count: int, knobs: VoiceKnobs, violations: Violations, signal: Signal) -> None:
        self.sockets = [udp_socket(host) for _ in range(count)]
        self.streams: dict[int, Stream] = {}
        self.discovered: dict[int, tuple[str, int]] = {}
        self.expected: set[int] = set()
        self.retired: set[int] = set()
        self._knobs = knobs
        self._violations = violations
        self._signal = signal
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="voice-udp", daemon=True)

    def port(self, index: int) -> int:
        """The port of one socket."""
        return self.sockets[index % len(self.sockets)].getsockname()[1]

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stops the thread and closes the sockets."""
        os.write(self._wake_write, b"x")
        self._thread.join()
        for sock in self.sockets:
            sock.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def retire(self, ssrc: int) -> None:
        """Forgets a stream; its late packets are silently dropped."""
        self.streams.pop(ssrc, None)
        self.expected.discard(ssrc)
        self.retired.add(ssrc)

    def _run(self) -> None:
        reader = BatchReader()
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_read, selectors.EVENT_READ)
            for sock in self.sockets:
                selector.register(sock, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._wake_read or key.fd == self._wake_read:
                        return
                    sock = key.fileobj
                    assert isinstance(sock, socket.socket)
                    for packet, arrival, address in reader.read(sock):
                        self._receive(sock, packet, arrival, address)
                self._signal.notify()

    def _receive(self, sock: socket.socket, packet: bytes, arrival: int, address: tuple[str, int]) -> None:
        size = len(packet)
        if size >= 12:
            stream = self.streams.get(_SSRC.unpack_from(packet, 8)[0])
            if stream is not None:
                stream.receive(packet, arrival, address)
                if report := stream.report(arrival):
                    sock.sendto(report, address)
                return
        if size in DISCOVERY_SIZES and packet[0] == 0 and packet[1] == DISCOVERY_REQUEST:
            self._discover(sock, packet, address)
        elif size in KEEPALIVE_SIZES:
            self._keepalive(address)
        elif size < 12 or _SSRC.unpack_from(packet, 8)[0] not in self.retired:
            self._violations.add(
                "udp", "packet of no known stream", f"{size} bytes from {address}: {packet[:12].hex()}"
            )

    def _discover(self, sock: socket.socket, packet: bytes, address: tuple[str, int]) -> None:
        _, length, ssrc = _DISCOVERY.unpack_from(packet)
        if length != 70:
            self._violations.add("udp", "IP discovery with a wrong length field", str(length))
        if ssrc not in self.expected and ssrc not in self.retired:
            self._violations.add("udp", "IP discovery for an unknown SSRC", str(ssrc))
            return
        if self._knobs.drop_discovery > 0:
            self._knobs.drop_discovery -= 1
            return
        self.discovered[ssrc] = address
        answer = _DISCOVERY.pack(DISCOVERY_RESPONSE, 70, ssrc)
        answer += address[0].encode().ljust(64, b"\0") + struct.pack(">H", address[1])
        sock.sendto(answer, address)

    def _keepalive(self, address: tuple[str, int]) -> None:
        for stream in list(self.streams.values()):
            if stream.address == address:
                stream.keepalives += 1
