"""The gateway endpoint: hello, identify, resume, heartbeats, voice state requests and the faults a test asks for."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from ..heartbeats import watch_heartbeats
from .connection import GatewayConnection
from .knobs import GatewayKnobs
from .session import GatewaySession

if TYPE_CHECKING:
    from ..signals import Signal
    from ..violations import Violations
    from ..world import World

PRIVILEGED_INTENTS = (1 << 1) | (1 << 8) | (1 << 15)
ALL_INTENTS = (1 << 26) - 1
MAX_PAYLOAD = 4096
IDENTIFY_INTERVAL = 5.0

VoiceRequest = Callable[[GatewaySession, dict[str, Any]], None]


class GatewayServer:
    """Serves `/` of the gateway port. One instance serves every client of the simulator."""

    def __init__(self, world: World, violations: Violations, signal: Signal) -> None:
        self.knobs = GatewayKnobs()
        self.sessions: dict[str, GatewaySession] = {}
        self.connections: set[GatewayConnection] = set()
        self.identifies = 0
        self.url = ""
        self.voice_request: VoiceRequest = lambda session, data: None
        self._world = world
        self._violations = violations
        self._signal = signal
        self._last_identify: dict[int, float] = {}
        self._exhausted_at: float | None = None
        world.on_event(self._dispatch)

    # What tests and the voice part call.

    def live_sessions(self) -> list[GatewaySession]:
        """Sessions that are connected right now."""
        return [session for session in self.sessions.values() if session.connection]

    def send_to(self, session_id: str, event: str, data: dict[str, Any]) -> None:
        """Sends an event to one session only (VOICE_SERVER_UPDATE), connected or not."""
        if session := self.sessions.get(session_id):
            session.dispatch(event, data)

    def cut(self) -> None:
        """Breaks every gateway connection without a close frame; sessions stay resumable."""
        for connection in list(self.connections):
            connection.cut()

    def close(self, code: int, reason: str = "") -> None:
        """Closes every gateway connection with a code."""
        for connection in list(self.connections):
            connection.close(code, reason)

    def ask_reconnect(self) -> None:
        """Sends op 7."""
        for connection in list(self.connections):
            connection.send(7)

    def invalidate(self, *, resumable: bool) -> None:
        """Sends op 9; with `resumable` False the sessions are forgotten and their voice states dropped."""
        for connection in list(self.connections):
            if not resumable and connection.session:
                self._forget(connection.session)
            connection.send(9, resumable)

    def session_start_limit(self) -> dict[str, int]:
        """What `GET /gateway/bot` says of logins. A used-up limit is renewed `session_limit_reset_after_ms` later."""
        self._renew_session_starts()
        knobs = self.knobs
        reset_after = knobs.session_limit_reset_after_ms
        if self._exhausted_at is not None:
            reset_after -= int(1000 * (time.monotonic() - self._exhausted_at))
        return {
            "total": knobs.session_limit_total,
            "remaining": max(0, knobs.session_limit_remaining),
            "reset_after": reset_after,
            "max_concurrency": knobs.max_concurrency,
        }

    def _renew_session_starts(self) -> None:
        knobs, exhausted_at = self.knobs, self._exhausted_at
        if exhausted_at is None or time.monotonic() - exhausted_at < knobs.session_limit_reset_after_ms / 1000:
            return
        knobs.session_limit_remaining = knobs.session_limit_total
        self._exhausted_at = None

    # The endpoint.

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One client connection, from hello to its end."""
        if self.knobs.refuse_connections:
            return web.Response(status=503)
        if request.query.get("v") != "10" or request.query.get("encoding", "json") != "json":
            self._violations.add("gateway", "wrong v or encoding in the URL", str(request.rel_url))
        socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 20)
        await socket.prepare(request)
        connection = GatewayConnection(socket, request, self.knobs)
        self.connections.add(connection)
        writer = asyncio.create_task(connection.write())
        watch = asyncio.create_task(watch_heartbeats(connection, self.knobs, self._violations, "gateway"))
        try:
            await asyncio.sleep(self.knobs.hello_delay)
            connection.send(10, {"heartbeat_interval": self.knobs.heartbeat_interval_ms, "_trace": ["simulated"]})
            async for message in socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    await self._receive(connection, message.data)
        finally:
            self._ended(connection, socket.close_code)
            for task in (writer, watch):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        return socket

    def _ended(self, connection: GatewayConnection, code: int | None) -> None:
        self.connections.discard(connection)
        session = connection.session
        if session and session.connection is connection:
            session.connection = None
            if code in (1000, 1001) and not connection.closed_by_server:
                self._forget(session)
        self._signal.notify()

    def _forget(self, session: GatewaySession) -> None:
        """Ends a session for good: it cannot be resumed and leaves its voice channels."""
        session.resumable = False
        self.sessions.pop(session.id, None)
        for guild in self._world.guilds.values():
            for state in list(guild.voice_states.values()):
                if state.session_id == session.id:
                    self._world.set_voice(guild, state.user_id, None)

    async def _receive(self, connection: GatewayConnection, raw: str | bytes) -> None:
        size = len(raw.encode() if isinstance(raw, str) else raw)
        try:
            message = json.loads(raw)
            op, data = message["op"], message.get("d")
        except (ValueError, KeyError, TypeError):
            self._violations.add("gateway", "undecodable payload")
            connection.close(4002, "Error while decoding payload.")
            return
        if size > MAX_PAYLOAD:
            self._violations.add("gateway", "payload above 4096 bytes", str(size))
            connection.close(4002, "Payload too large.")
            return
        if connection.over_send_limit():
            self._violations.add("gateway", "more than 120 messages in 60 s")
            connection.close(4008, "You are being rate limited.")
            return
        if op == 1:
            self._heartbeat(connection, data)
        elif op == 2:
            await self._identify(connection, data)
        elif op == 6:
            await self._resume(connection, data)
        elif connection.session is None:
            self._violations.add("gateway", "message before identify", f"op {op}")
            connection.close(4003, "Not authenticated.")
        elif op == 4:
            self.voice_request(connection.session, data)
        elif op not in (3, 8, 31):
            self._violations.add("gateway", "unknown opcode", str(op))
            connection.close(4001, "Unknown opcode.")

    def _heartbeat(self, connection: GatewayConnection, seq: Any) -> None:
        now = time.monotonic()
        connection.heartbeats += 1
        connection.last_heartbeat = now
        session = connection.session
        if seq is not None and not isinstance(seq, int):
            self._violations.add("gateway", "heartbeat without a sequence number", repr(seq))
        elif session and isinstance(seq, int) and seq > session.seq:
            self._violations.add("gateway", "heartbeat acknowledges what was never sent", f"{seq} > {session.seq}")
        if not self.knobs.withhold_acks:
            connection.send(11)
        self._signal.notify()

    async def _identify(self, connection: GatewayConnection, data: dict[str, Any]) -> None:
        knobs = self.knobs
        self.identifies += 1
        self._renew_session_starts()
        knobs.session_limit_remaining -= 1
        if knobs.session_limit_remaining == 0:
            self._exhausted_at = time.monotonic()
        if connection.session:
            connection.close(4005, "Already authenticated.")
            return
        if refusal := self._identify_refusal(data):
            connection.close(*refusal)
            return
        shard = tuple(data.get("shard") or (0, 1))
        bucket = shard[0] % knobs.max_concurrency
        now = time.monotonic()
        too_soon = now - self._last_identify.get(bucket, -IDENTIFY_INTERVAL) < IDENTIFY_INTERVAL
        if knobs.invalidate_on_identify or (knobs.enforce_identify_interval and too_soon):
            knobs.invalidate_on_identify = max(0, knobs.invalidate_on_identify - 1)
            connection.send(9, False)
            return
        self._last_identify[bucket] = now
        await asyncio.sleep(knobs.ready_delay)
        session = GatewaySession((shard[0], shard[1]), data["intents"])
        self.sessions[session.id] = session
        self._attach(connection, session)
        self._send_ready(session)

    def _identify_refusal(self, data: dict[str, Any]) -> tuple[int, str] | None:
        """The fatal close code that a wrong identify earns, or None."""
        if self.knobs.refuse_identify_code:
            return self.knobs.refuse_identify_code, "refused by a knob"
        if not isinstance(data.get("properties"), dict):
            self._violations.add("gateway", "identify without properties")
        if str(data.get("token", "")).removeprefix("Bot ") != self._world.application.token:
            return 4004, "Authentication failed."
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~ALL_INTENTS:
            return 4013, "Invalid intent(s)."
        if intents & PRIVILEGED_INTENTS:
            return 4014, "Disallowed intent(s)."
        shard = data.get("shard") or (0, 1)
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return 4010, "Invalid shard."
        if self.knobs.session_limit_remaining < 0:
            self._violations.add("gateway", "identify beyond the session start limit")
        return None

    def _attach(self, connection: GatewayConnection, session: GatewaySession) -> None:
        if session.connection and session.connection is not connection:
            session.connection.session = None
            session.connection.close(4000, "Replaced by a newer connection.")
        connection.session = session
        session.connection = connection

    def _send_ready(self, session: GatewaySession) -> None:
        world = self._world
        bot = world.application.bot
        guilds = [guild for guild in world.guilds.values() if bot.id in guild.members]
        mine = [guild for guild in guilds if session.wants("GUILD_CREATE", guild.id)]
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": bot.json() | {"verified": True, "mfa_enabled": False, "email": None},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
                "session_id": session.id,
                "session_type": "normal",
                "resume_gateway_url": self.url,
                "shard": list(session.shard),
                "application": {"id": str(world.application.id), "flags": 0},
                "relationships": [],
                "private_channels": [],
                "presences": [],
                "user_settings": {},
                "geo_ordered_rtc_regions": ["simulated"],
                "_trace": ["simulated"],
            },
        )
        for guild in mine:
            session.dispatch("GUILD_CREATE", guild.gateway_json())
        self._signal.notify()

    async def _resume(self, connection: GatewayConnection, data: dict[str, Any]) -> None:
        session = self.sessions.get(data.get("session_id", ""))
        wrong_token = str(data.get("token", "")).removeprefix("Bot ") != self._world.application.token
        if wrong_token:
            connection.close(4004, "Authentication failed.")
            return
        missed = session.missed_after(data.get("seq") or 0) if session else None
        if session is None or missed is None or self.knobs.refuse_resume:
            if session:
                self._forget(session)
            connection.send(9, False)
            return
        self._attach(connection, session)
        session.resumes += 1
        for text in missed:
            connection.send_text(text)
        session.dispatch("RESUMED", {"_trace": ["simulated"]})
        self._signal.notify()

    def _dispatch(self, event: str, guild_id: int | None, data: dict[str, Any]) -> None:
        """A change of the world: goes to each session that wants it, also to those that are away."""
        for session in self.sessions.values():
            if session.wants(event, guild_id):
                session.dispatch(event, data)
        self._signal.notify()
