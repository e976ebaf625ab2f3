"""The simulated Discord as one object: start it, change the world, break things, look at what was heard."""

from __future__ import annotations

import contextlib
import ssl
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from aiohttp import web

from .certificates import Certificates
from .dave.davey_ear import DaveyEar
from .dave.delivery import DeliveryService
from .dave.ears import Ear
from .endpoint import InteractionSigner
from .gateway import GatewayServer
from .listening import Listener, Recording
from .media import MediaServer
from .oauth import OAuthServer
from .rest import RestServer
from .signals import Signal
from .violations import Violations
from .voice import UDPReceiver, VoiceRouter, VoiceServer, VoiceSession
from .world import Channel, ChannelType, Guild, User, World

HOST = "127.0.0.1"


class Simulator:
    """Everything on loopback and free ports. Use `async with Simulator() as discord:`.

    `tls` serves REST, gateway and voice by HTTPS and WSS with a certificate of a throw-away CA (`ca_file`);
    the gateway's ALPN offers h2 first, so that only clients that insist on HTTP/1.1 get through.
    """

    def __init__(self, *, tls: bool = True, regions: int = 2, udp_sockets: int = 2, folder: Path | None = None) -> None:
        self.signal = Signal()
        self.violations = Violations()
        self.signer = InteractionSigner()
        self.world = World(self.signer.public_key_hex)
        self.gateway = GatewayServer(self.world, self.violations, self.signal)
        self.oauth = OAuthServer(self.world, self.signal)
        self.rest = RestServer(self.world, self.gateway, self.violations, self.signal, self.oauth.grants)
        self.voice = VoiceRouter(self.world, self.gateway, self.violations, self.signal)
        self.udp = UDPReceiver(HOST, udp_sockets, self.voice.knobs, self.violations, self.signal)
        self.voice.udp = self.udp
        self.media = MediaServer()
        self.rest_url = ""
        self._stack = contextlib.AsyncExitStack()
        self._regions = regions
        if folder is None:
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="discord-simulator-")))
        self.folder = folder
        self.certificates = Certificates.make(folder, HOST) if tls else None

    @property
    def ca_file(self) -> Path | None:
        """The CA to trust, with `tls`."""
        return self.certificates.ca_file if self.certificates else None

    async def __aenter__(self) -> Simulator:
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        secure = self.certificates is not None
        web_scheme, socket_scheme = ("https", "wss") if secure else ("http", "ws")
        self.udp.start()
        self._stack.callback(self.udp.stop)
        self._stack.push_async_callback(self.voice.stop)
        rest_port = await self._serve(self.rest.application())
        self.rest_url = f"{web_scheme}://{HOST}:{rest_port}/api/v10"
        oauth_port = await self._serve(self.oauth.application())
        self.oauth.url = f"{web_scheme}://{HOST}:{oauth_port}"
        gateway = web.Application()
        gateway.router.add_get("/", self.gateway.handle)
        gateway_port = await self._serve(gateway, alpn=["h2", "http/1.1"])
        self.gateway.url = f"{socket_scheme}://{HOST}:{gateway_port}"
        server = VoiceServer(self.voice, self.violations, self.signal, HOST)
        for _ in range(self._regions):
            voice = web.Application()
            voice.router.add_get("/", server.handle)
            port = await self._serve(voice, alpn=["h2", "http/1.1"])
            self.voice.endpoints.append(f"{HOST}:{port}")
        media_port = await self._serve(self.media.application(), plain=True)
        self.media.base = f"http://{HOST}:{media_port}"

    async def _serve(self, application: web.Application, alpn: list[str] | None = None, *, plain: bool = False) -> int:
        """Serves an application on a free port and returns the port."""
        context: ssl.SSLContext | None = None
        if self.certificates and not plain:
            context = self.certificates.server_context(alpn)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, HOST, 0, ssl_context=context)
        await site.start()
        return runner.addresses[0][1]

    # People.

    def add_person(self, guild: Guild, name: str) -> User:
        """A new member of a guild."""
        user = self.world.add_user(name)
        self.world.add_member(guild, user)
        return user

    def join_voice(
        self,
        guild: Guild,
        user: User,
        channel: Channel | None = None,
        *,
        ear: type[Ear] | None = None,
        commit_delay: float | None = 0.0,
    ) -> Listener:
        """Connects a person to a voice channel and returns what they hear.

        Where DAVE is configured they are a member of the encrypted group, by davey unless `ear` says otherwise.
        """
        channel = channel or guild.first_channel(ChannelType.VOICE)
        self.leave_voice(guild, user)
        call = self.voice.call(guild.id, channel.id)
        listener = Listener(user.id)
        if self.voice.configured_dave(call):
            listener.ear = (ear or DaveyEar)(user.id, call, commit_delay=commit_delay)
        # The voice state comes first: group members must know a user from op 11 before they are asked to add it.
        self.world.set_voice(guild, user.id, channel)
        self.voice.add_listener(call, listener)
        return listener

    def leave_voice(self, guild: Guild, user: User) -> None:
        """Disconnects a person from voice, if they are connected."""
        state = guild.voice_states.get(user.id)
        if state and state.channel_id:
            self.voice.remove_listener(self.voice.call(guild.id, state.channel_id), user.id)
            self.world.set_voice(guild, user.id, None)

    def delivery(self, guild: Guild, channel: Channel | None = None) -> DeliveryService:
        """The DAVE delivery service of a voice channel (the guild's first one)."""
        channel = channel or guild.first_channel(ChannelType.VOICE)
        return self.voice.delivery(self.voice.call(guild.id, channel.id))

    def heard(self, listener: Listener) -> Recording:
        """What a listener heard from the bot."""
        return listener.recording_of(self.world.application.bot.id)

    # Waiting.

    async def wait_for_session(self, guild: Guild, timeout: float = 10) -> VoiceSession:
        """The bot's voice session in a guild, once it has its key."""

        def ready() -> VoiceSession | None:
            session = self.voice.session(guild)
            return session if session and session.stream else None

        return await self.signal.wait_for(ready, timeout, f"a voice connection in {guild.name}")

    async def wait_for_music(self, listener: Listener, seconds: float, timeout: float = 30) -> Recording:
        """Waits until a listener heard so many seconds of music from the bot."""
        recording = self.heard(listener)
        await self.signal.wait_for(lambda: recording.seconds >= seconds, timeout, f"{seconds:g} s of music")
        return recording

    async def wait_for_quiet(self, listener: Listener, quiet: float = 0.5, timeout: float = 30) -> Recording:
        """Waits until the bot has been silent for `quiet` seconds."""
        recording = self.heard(listener)
        await self.signal.wait_for(lambda: recording.quiet_for() >= quiet, timeout, f"{quiet:g} s of quiet")
        return recording

    def environment(self) -> dict[str, Any]:
        """The settings that point a bot at this simulator (overview of the configuration: README)."""
        settings = {
            "DISCORD_TOKEN": self.world.application.token,
            "DISCORD_APPLICATION_ID": str(self.world.application.id),
            "DISCORD_PUBLIC_KEY": self.signer.public_key_hex,
            "DISCORD_CLIENT_SECRET": self.world.application.client_secret,
            "TIMMYBOT_DISCORD_API_URL": self.rest_url,
            "TIMMYBOT_DISCORD_OAUTH_URL": self.oauth.url,
            "TIMMYBOT_MEDIA_ALLOW": f"{HOST}/32",
        }
        if self.ca_file:
            settings["TIMMYBOT_CA_FILE"] = str(self.ca_file)
        return settings
