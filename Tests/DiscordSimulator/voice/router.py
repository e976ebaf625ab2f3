"""Brings voice states, voice servers and calls together: joins, moves, kicks, region changes."""

from __future__ import annotations

import asyncio
import itertools
import random
from typing import TYPE_CHECKING, Any

from ..dave.delivery import DeliveryService
from ..world import Channel, ChannelType, Guild, Permission, User, VoiceState
from .call import Call
from .knobs import VoiceKnobs
from .session import VoiceSession
from .stream import Frame, Stream

if TYPE_CHECKING:
    from ..gateway import GatewayServer, GatewaySession
    from ..listening import Listener
    from ..signals import Signal
    from ..violations import Violations
    from ..world import World
    from .udp import UDPReceiver


class VoiceRouter:
    """Owns the calls and the voice sessions of every guild."""

    def __init__(self, world: World, gateway: GatewayServer, violations: Violations, signal: Signal) -> None:
        self.knobs = VoiceKnobs()
        self.calls: dict[int, Call] = {}
        self.sessions: dict[tuple[int, int], VoiceSession] = {}
        self.streams: dict[int, list[Stream]] = {}
        self.regions: dict[int, int] = {}
        self.endpoints: list[str] = []
        self.udp: UDPReceiver | None = None
        self.joins_ignored = 0
        self._world = world
        self._gateway = gateway
        self._violations = violations
        self._signal = signal
        self._ssrcs = itertools.count(random.randrange(1, 1 << 20))
        self._tasks: set[asyncio.Task[None]] = set()
        gateway.voice_request = self.request
        world.on_voice_change(self._voice_changed)

    @property
    def bot(self) -> User:
        """The bot whose sessions these are."""
        return self._world.application.bot

    def call(self, guild_id: int, channel_id: int) -> Call:
        """The call of a channel, made when first needed."""
        if channel_id not in self.calls:
            self.calls[channel_id] = Call(guild_id, channel_id, self.knobs)
        return self.calls[channel_id]

    def session(self, guild: Guild, user_id: int | None = None) -> VoiceSession | None:
        """The bot's present voice session in a guild."""
        return self.sessions.get((guild.id, user_id or self._world.application.bot.id))

    def is_encrypted(self, guild_id: int) -> bool:
        """Whether the bot's call in a guild is end-to-end encrypted now."""
        session = self.sessions.get((guild_id, self.bot.id))
        return bool(session and session.call.delivery and session.call.delivery.version)

    def privacy_code(self, guild_id: int) -> str | None:
        """The voice privacy code that the listeners in the bot's call see, or None without encryption."""
        session = self.sessions.get((guild_id, self.bot.id))
        ears = [listener.ear for listener in session.call.listeners.values() if listener.ear] if session else []
        return next((code for ear in ears if (code := ear.privacy_code)), None)

    # What a client asks for (gateway op 4).

    def request(self, gateway_session: GatewaySession, data: dict[str, Any]) -> None:
        """A join, move or leave. Discord does not answer a join that is not allowed; neither do we."""
        guild = self._world.guilds.get(int(data.get("guild_id") or 0))
        bot_id = self._world.application.bot.id
        if guild is None or bot_id not in guild.members:
            self._violations.add("gateway", "op 4 for a guild that the bot is not in", str(data.get("guild_id")))
            return
        if data.get("channel_id") is None:
            if bot_id in guild.voice_states:
                self._world.set_voice(guild, bot_id, None)
            return
        channel = guild.channels.get(int(data["channel_id"]))
        if channel is None or not channel.is_voice or not self._may_join(guild, channel, bot_id):
            self.joins_ignored += 1
            self._signal.notify()
            return
        flags = {"self_mute": bool(data.get("self_mute")), "self_deaf": bool(data.get("self_deaf"))}
        self._world.set_voice(guild, bot_id, channel, gateway_session.id, **flags)

    def _may_join(self, guild: Guild, channel: Channel, user_id: int) -> bool:
        permissions = guild.permissions_of(user_id, channel)
        if not permissions & Permission.VIEW_CHANNEL or not permissions & Permission.CONNECT:
            return False
        present = [other for other in guild.in_channel(channel.id) if other != user_id]
        full = bool(channel.user_limit) and len(present) >= channel.user_limit
        return not full or bool(permissions & Permission.MOVE_MEMBERS)

    # What tests do to the bot.

    def kick(self, guild: Guild, user_id: int | None = None) -> None:
        """Disconnects the bot from voice, as a moderator would (4014)."""
        self._world.set_voice(guild, user_id or self._world.application.bot.id, None)

    def move(self, guild: Guild, channel: Channel, user_id: int | None = None) -> None:
        """Moves the bot to another channel, as a moderator would."""
        self._world.set_voice(guild, user_id or self._world.application.bot.id, channel)

    def end(self, guild: Guild, code: int, reason: str = "") -> None:
        """Closes the bot's voice connection for good: it cannot be resumed, only rejoined."""
        if session := self.session(guild):
            self._end(session, code, reason)

    def interrupt(self, guild: Guild, code: int | None = 4015) -> None:
        """Breaks the voice websocket (None: without a close frame); the session can be resumed."""
        session = self.session(guild)
        if session and session.connection:
            if code is None:
                session.connection.cut()
            else:
                session.connection.close(code, "interrupted by a knob")

    def change_region(self, guild: Guild, *, gap: float = 0.3, close_code: int | None = 4014) -> asyncio.Task[None]:
        """The voice server goes away (endpoint null) and `gap` seconds later the guild has another one."""
        return self._start(self._change_region(guild, gap, close_code))

    async def _change_region(self, guild: Guild, gap: float, close_code: int | None) -> None:
        bot_id = self._world.application.bot.id
        state = guild.voice_states.get(bot_id)
        self.regions[guild.id] = (self.regions.get(guild.id, 0) + 1) % max(1, len(self.endpoints))
        if state is None or state.channel_id is None:
            return
        old = self.session(guild)
        self._send_server(state, token="", endpoint=None)
        await asyncio.sleep(gap)
        if old and close_code is not None:
            self._end(old, close_code, "The voice region changed.")
        await self._allocate(state)
        if old and close_code is None:
            await asyncio.sleep(0.5)
            self._end(old, 1000, "")

    # What follows from a changed voice state.

    def _voice_changed(self, before: VoiceState | None, after: VoiceState) -> None:
        changed = before is None or before.channel_id != after.channel_id
        if before and before.channel_id and changed:
            self.call(before.guild_id, before.channel_id).departed(before.user_id)
        if after.channel_id and changed:
            self.call(after.guild_id, after.channel_id).arrived(after.user_id)
        if after.user_id != self._world.application.bot.id:
            return
        session = self.sessions.get((after.guild_id, after.user_id))
        if session and session.stream:
            session.stream.suppressed = after.suppress or after.mute
        if session and (changed or session.gateway_session_id != after.session_id):
            self._end(session, 4014, "Disconnected.")
            session = None
        fresh = session is not None and not session.identified
        if after.channel_id and (session is None or session.connection is None) and not fresh:
            self._start(self._allocate(after))

    async def _allocate(self, state: VoiceState) -> None:
        """Gives the bot a voice server a moment after its voice state: back to back, some clients miss it."""
        await asyncio.sleep(self.knobs.server_update_delay)
        guild = self._world.guilds.get(state.guild_id)
        current = guild.voice_states.get(state.user_id) if guild else None
        if current is None or current.channel_id != state.channel_id or current.session_id != state.session_id:
            return
        if old := self.sessions.get((state.guild_id, state.user_id)):
            self._end(old, 4014, "Disconnected.")
        assert state.channel_id is not None
        region = self.regions.setdefault(state.guild_id, len(self.regions) % max(1, len(self.endpoints)))
        call = self.call(state.guild_id, state.channel_id)
        session = VoiceSession(call, state.user_id, state.session_id, next(self._ssrcs), region, self._violations)
        self.sessions[state.guild_id, state.user_id] = session
        self._send_server(state, session.token, self.endpoints[region])

    def _send_server(self, state: VoiceState, token: str, endpoint: str | None) -> None:
        data = {"guild_id": str(state.guild_id), "token": token, "endpoint": endpoint}
        self._gateway.send_to(state.session_id, "VOICE_SERVER_UPDATE", data)

    # What the voice servers report.

    def connected(self, session: VoiceSession) -> None:
        """A session identified itself."""
        session.call.sessions[session.user_id] = session
        self._udp.expected.add(session.ssrc)
        self._signal.notify()

    def selected(self, session: VoiceSession) -> None:
        """A session got its key: its packets are accepted from now on."""
        stream = session.stream
        assert stream is not None
        guild = self._world.guilds[session.guild_id]
        state = guild.voice_states.get(session.user_id)
        stream.suppressed = bool(state and (state.suppress or state.mute))
        user_id, call = session.user_id, session.call

        def sink(source: Stream, frame: Frame) -> None:
            call.heard(user_id, source, frame)

        stream.sink = sink
        if session.call.delivery and session.version >= 8:
            stream.payload_check = session.call.delivery.expectation.problem
        self.streams.setdefault(session.guild_id, []).append(stream)
        self._udp.streams[session.ssrc] = stream
        self._signal.notify()

    def disconnected(self, session: VoiceSession) -> None:
        """A session's websocket is gone; it may be resumed for a while."""
        self._signal.notify()

    def finished(self, session: VoiceSession) -> None:
        """The client closed its websocket with 1000: that session is over."""
        self._end(session, 1000, "")

    # Encryption.

    def configured_dave(self, call: Call) -> int:
        """The highest DAVE version that a call may use: stage channels are excluded."""
        channel = self._world.guilds[call.guild_id].channels.get(call.channel_id)
        if channel and channel.type is ChannelType.STAGE and not self.knobs.dave_in_stages:
            return 0
        return self.knobs.dave_version

    def delivery(self, call: Call) -> DeliveryService:
        """The delivery service of a call, made when first needed."""
        if call.delivery is None:
            call.delivery = DeliveryService(call.channel_id, self.knobs.dave, self._violations, self._signal)
        return call.delivery

    def dave_version_for(self, session: VoiceSession) -> int:
        """The DAVE version that op 4 tells this session."""
        delivery = self.delivery(session.call)
        return delivery.version_with(session.offered_dave_version, self.configured_dave(session.call))

    def add_listener(self, call: Call, listener: Listener) -> None:
        """A person connects; with an ear, they become a member of the encrypted group."""
        call.listeners[listener.user_id] = listener
        ear = listener.ear
        if ear is None:
            return
        delivery, configured = self.delivery(call), self.configured_dave(call)
        version = delivery.version_with(ear.dave_version, configured)
        delivery.join(ear, configured)
        ear.begin(version)

    def remove_listener(self, call: Call, user_id: int) -> None:
        """A person disconnects."""
        listener = call.listeners.pop(user_id, None)
        if listener and listener.ear and call.delivery:
            listener.ear.end()
            call.delivery.leave(listener.ear)

    def force_dave_version(self, guild: Guild, version: int | None) -> None:
        """Downgrades the bot's call to a version, or (None) lets it go up again."""
        session = self.session(guild)
        if session and session.call.delivery:
            session.call.delivery.force_version(version, self.configured_dave(session.call))

    def _end(self, session: VoiceSession, code: int, reason: str) -> None:
        session.ended = True
        session.end_code = code
        if self.sessions.get((session.guild_id, session.user_id)) is session:
            del self.sessions[session.guild_id, session.user_id]
        if session.call.sessions.get(session.user_id) is session:
            del session.call.sessions[session.user_id]
        if session.call.delivery:
            session.call.delivery.leave(session)
        self._udp.retire(session.ssrc)
        if session.connection:
            session.connection.close(code, reason)
        self._signal.notify()

    @property
    def _udp(self) -> UDPReceiver:
        assert self.udp is not None
        return self.udp

    def _start(self, work: Any) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        """Cancels what is still under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
