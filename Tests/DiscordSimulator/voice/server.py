"""The voice gateway endpoint, version 8 (and 4 for older clients): handshake, heartbeats, resume."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from ..heartbeats import watch_heartbeats
from .connection import VoiceConnection
from .router import VoiceRouter
from .session import VoiceSession

if TYPE_CHECKING:
    from ..signals import Signal
    from ..violations import Violations

DAVE_BINARY_OPS = (26, 28)
DAVE_JSON_OPS = (23, 31)


class VoiceServer:
    """Serves `/` of every voice endpoint's port."""

    def __init__(self, router: VoiceRouter, violations: Violations, signal: Signal, public_host: str) -> None:
        self._router = router
        self._violations = violations
        self._signal = signal
        self._host = public_host

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One client connection, from hello to its end."""
        knobs = self._router.knobs
        socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 20)
        await socket.prepare(request)
        connection = VoiceConnection(socket, request)
        if connection.version not in (4, 8):
            self._violations.add("voice", "voice gateway version is not 8", str(connection.version))
        writer = asyncio.create_task(connection.write())
        watch = asyncio.create_task(watch_heartbeats(connection, knobs, self._violations, "voice"))
        try:
            await asyncio.sleep(knobs.hello_delay)
            hello = {"v": connection.version, "heartbeat_interval": knobs.heartbeat_interval_ms}
            connection.send(json.dumps({"op": 8, "d": hello}))
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._receive_text(connection, message.data)
                elif message.type is WSMsgType.BINARY:
                    self._receive_binary(connection, message.data)
        finally:
            self._ended(connection, socket.close_code)
            for task in (writer, watch):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        return socket

    def _ended(self, connection: VoiceConnection, code: int | None) -> None:
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection = None
        session.disconnected_at = time.monotonic()
        self._router.disconnected(session)
        if code == 1000 and not connection.closed_by_server and not session.ended:
            # The client said goodbye: its session is over, whether or not it also leaves the channel.
            self._router.finished(session)

    async def _receive_text(self, connection: VoiceConnection, raw: str) -> None:
        try:
            message = json.loads(raw)
            op, data = message["op"], message.get("d")
        except (ValueError, KeyError, TypeError):
            self._violations.add("voice", "undecodable payload")
            connection.close(4002, "Failed to decode payload.")
            return
        if op == 3:
            self._heartbeat(connection, data)
        elif op == 0:
            await self._identify(connection, data)
        elif op == 7:
            self._resume(connection, data)
        elif connection.session is None:
            self._violations.add("voice", "message before identify", f"op {op}")
            connection.close(4003, "Not authenticated.")
        elif op == 1:
            self._select(connection.session, data)
        elif op == 5:
            self._speaking(connection.session, data)
        elif op in DAVE_JSON_OPS:
            self._dave_json(connection.session, op, data)
        elif op not in (12, 14, 15, 16, 17, 18, 20):
            self._violations.add("voice", "unknown opcode", str(op))
            connection.close(4001, "Unknown opcode.")

    def _receive_binary(self, connection: VoiceConnection, raw: bytes) -> None:
        session = connection.session
        if session is None or not raw or raw[0] not in DAVE_BINARY_OPS or session.call.delivery is None:
            self._violations.add("voice", "unexpected binary message", raw[:4].hex())
            return
        if raw[0] == 26:
            session.call.delivery.key_package(session, raw[1:])
        else:
            session.call.delivery.commit_welcome(session, raw[1:])

    def _dave_json(self, session: VoiceSession, op: int, data: dict[str, Any]) -> None:
        delivery = session.call.delivery
        if delivery is None or not isinstance(data.get("transition_id"), int):
            self._violations.add("voice", "unexpected DAVE message", f"op {op}: {data}")
        elif op == 23:
            delivery.transition_ready(session, data["transition_id"])
        else:
            delivery.invalid_commit_welcome(session, data["transition_id"])

    def _heartbeat(self, connection: VoiceConnection, data: Any) -> None:
        connection.last_heartbeat = time.monotonic()
        connection.heartbeats += 1
        if connection.version >= 8:
            if not isinstance(data, dict) or "t" not in data:
                self._violations.add("voice", "heartbeat without t", repr(data))
                return
            nonce = data["t"]
            if connection.session:
                connection.session.acknowledge(data.get("seq_ack"))
            answer: Any = {"t": nonce}
        else:
            answer = data
        if not self._router.knobs.withhold_acks:
            connection.send(json.dumps({"op": 6, "d": answer}))
        self._signal.notify()

    async def _identify(self, connection: VoiceConnection, data: dict[str, Any]) -> None:
        knobs = self._router.knobs
        if connection.session:
            connection.close(4005, "Already authenticated.")
            return
        if knobs.refuse_identify_code:
            connection.close(knobs.refuse_identify_code, "refused by a knob")
            return
        key = (int(data.get("server_id") or 0), int(data.get("user_id") or 0))
        session = self._router.sessions.get(key)
        if session is None or session.gateway_session_id != data.get("session_id") or session.identified:
            connection.close(4006, "Session is no longer valid.")
            return
        if session.token != data.get("token"):
            connection.close(4004, "Authentication failed.")
            return
        offered = int(data.get("max_dave_protocol_version") or 0)
        if knobs.require_dave and offered == 0:
            connection.close(4017, "E2EE/DAVE protocol required.")
            return
        session.identified = True
        session.offered_dave_version = offered
        session.version = connection.version
        self._attach(connection, session)
        await asyncio.sleep(knobs.ready_delay)
        self._router.connected(session)
        self._send_ready(session)

    def _send_ready(self, session: VoiceSession) -> None:
        udp = self._router.udp
        assert udp is not None
        session.send_json(
            2,
            {
                "ssrc": session.ssrc,
                "ip": self._host,
                "port": udp.port(session.ssrc),
                "modes": self._router.knobs.modes,
                "heartbeat_interval": 1,
                "experiments": [],
                "streams": [],
            },
        )
        if self._router.knobs.noise:
            session.send_json(16, {"voice": "0.9.1", "rtc_worker": "0.3.5"})
        if others := session.call.others(session.user_id):
            session.send_json(11, {"user_ids": [str(user_id) for user_id in others]})

    def _attach(self, connection: VoiceConnection, session: VoiceSession) -> None:
        if session.connection and session.connection is not connection:
            session.connection.session = None
            session.connection.close(1000, "Replaced by a newer connection.")
        connection.session = session
        session.connection = connection

    def _select(self, session: VoiceSession, data: dict[str, Any]) -> None:
        inner = data.get("data") or {}
        assert session.connection is not None
        if data.get("protocol") != "udp":
            session.connection.close(4012, "Unknown protocol.")
            return
        if inner.get("mode") not in self._router.knobs.modes:
            session.connection.close(4016, "Unknown encryption mode.")
            return
        udp = self._router.udp
        assert udp is not None
        address = (inner.get("address"), inner.get("port"))
        discovered = udp.discovered.get(session.ssrc)
        if discovered != address:
            self._violations.add("voice", "selected address was not discovered", f"{address}, seen {discovered}")
        version = self._router.dave_version_for(session)
        delivery = self._router.delivery(session.call)
        if version and self._router.knobs.dave.external_sender_first:
            session.send_binary(25, delivery.sender.package)
        session.send_json(4, session.describe(inner["mode"], version))
        assert session.stream is not None
        session.stream.address = discovered
        if session.version >= 8:
            delivery.join(session, self._router.configured_dave(session.call))
        self._router.selected(session)

    def _speaking(self, session: VoiceSession, data: dict[str, Any]) -> None:
        if data.get("ssrc", session.ssrc) != session.ssrc:
            self._violations.add("voice", "speaking with a foreign SSRC", str(data.get("ssrc")))
        session.speaking = int(data.get("speaking") or 0)
        if session.stream is None:
            self._violations.add("voice", "speaking before the session description")
        elif session.speaking:
            session.stream.speaking_announced = True
        self._signal.notify()

    def _resume(self, connection: VoiceConnection, data: dict[str, Any]) -> None:
        knobs = self._router.knobs
        key = (int(data.get("server_id") or 0), self._router.bot.id)
        session = self._router.sessions.get(key)
        away = time.monotonic() - (session.disconnected_at or time.monotonic()) if session else 0
        matches = (
            session is not None
            and session.identified
            and session.gateway_session_id == data.get("session_id")
            and session.token == data.get("token")
        )
        if knobs.refuse_resume_code or not matches or away > knobs.resume_window:
            connection.close(knobs.refuse_resume_code or 4006, "Session is no longer valid.")
            return
        assert session is not None
        self._attach(connection, session)
        session.disconnected_at = None
        session.resumes += 1
        session.acknowledge(data.get("seq_ack", -1))
        connection.send(json.dumps({"op": 9, "d": None}))
        session.replay()
        self._signal.notify()
