"""The commands of the control protocol. README.md documents them for other programs."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..dave.davey_ear import DaveyEar
from ..dave.libdave_ear import LibdaveEar
from ..endpoint import Attachment, BotEndpoint
from ..listening import Listener, Recording
from ..listening.analysis import Spacing, envelope
from ..rest import Interaction
from ..world import ChannelType, Guild, User
from .faults import break_something

if TYPE_CHECKING:
    from ..simulator import Simulator

Command = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class Controller:
    """Runs commands against one simulator. Use as an async context manager."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._listeners: dict[int, Listener] = {}
        self._people: dict[int, User] = {}
        self._asked_at: dict[int, float] = {}
        self._endpoint: BotEndpoint | None = None
        self._stack = contextlib.AsyncExitStack()
        self._commands: dict[str, Command] = {
            "guild": self._guild,
            "endpoint": self._set_endpoint,
            "ready": self._ready,
            "media": self._media,
            "interaction": self._interaction,
            "everywhere": self._everywhere,
            "spacing": self._spacing,
            "listen": self._listen,
            "stats": self._stats,
            "wav": self._wav,
            "envelope": self._envelope,
            "commands": self._registered,
            "messages": self._messages,
            "violations": self._violations,
            "fault": self._fault,
            "join": self._join,
            "leave": self._leave,
            "group": self._group,
            "privacy": self._privacy,
            "redirect": self._redirect,
        }

    async def __aenter__(self) -> Controller:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def run(self, command: dict[str, Any]) -> dict[str, Any]:
        """Runs one command; raises for what can't be done."""
        name = command["do"]
        if name not in self._commands:
            raise LookupError(f"unknown command {name!r}; known: {', '.join(sorted(self._commands))}, stop")
        return await self._commands[name](command)

    def add_guild(self, name: str) -> dict[str, Any]:
        """A guild with a person who sits in its voice channel and listens."""
        simulator = self._simulator
        guild = simulator.world.add_guild(name)
        user = simulator.add_person(guild, f"listener-{len(self._listeners) + 1}")
        self._people[guild.id] = user
        self._listeners[guild.id] = simulator.join_voice(guild, user)
        text, voice = list(guild.channels.values())[:2]
        return {
            "guild": str(guild.id),
            "name": name,
            "user": str(user.id),
            "text_channel": str(text.id),
            "voice_channel": str(voice.id),
        }

    def description(self) -> dict[str, Any]:
        """Everything that another program needs to point a bot here; the first guild's ids at the top level."""
        simulator = self._simulator
        application = simulator.world.application
        guilds = [self._describe(guild) for guild in simulator.world.guilds.values()]
        return {
            "rest": simulator.rest_url,
            "gateway": simulator.gateway.url,
            "media": simulator.media.base,
            "ca_file": str(simulator.ca_file) if simulator.ca_file else None,
            "public_key": application.public_key,
            "application_id": str(application.id),
            "token": application.token,
            "client_secret": application.client_secret,
            "environment": simulator.environment(),
            "guilds": guilds,
        } | (guilds[0] if guilds else {})

    def _describe(self, guild: Guild) -> dict[str, Any]:
        text, voice = list(guild.channels.values())[:2]
        user = self._people.get(guild.id)
        return {
            "guild": str(guild.id),
            "name": guild.name,
            "user": str(user.id) if user else None,
            "text_channel": str(text.id),
            "voice_channel": str(voice.id),
        }

    # What the commands refer to.

    def _find(self, command: dict[str, Any]) -> Guild:
        guilds = self._simulator.world.guilds
        if "guild" in command:
            return guilds[int(command["guild"])]
        return next(iter(guilds.values()))

    def _recording(self, command: dict[str, Any]) -> Recording:
        return self._simulator.heard(self._listeners[self._find(command).id])

    # Commands.

    async def _guild(self, command: dict[str, Any]) -> dict[str, Any]:
        return self.add_guild(command.get("name", f"Guild {len(self._listeners) + 1}"))

    async def _set_endpoint(self, command: dict[str, Any]) -> dict[str, Any]:
        self._endpoint = await self._stack.enter_async_context(BotEndpoint(self._simulator, command["url"]))
        await self._endpoint.wait_until_up(command.get("timeout", 30))
        probe = await self._endpoint.probe()
        return {"refuses_wrong_signatures": probe.status == 401}

    async def _ready(self, command: dict[str, Any]) -> dict[str, Any]:
        gateway = self._simulator.gateway
        timeout = command.get("timeout", 30)
        await self._simulator.signal.wait_for(gateway.live_sessions, timeout, "the bot at the gateway")
        return {"sessions": len(gateway.live_sessions())}

    async def _redirect(self, command: dict[str, Any]) -> dict[str, Any]:
        self._simulator.oauth.redirects.append(command["url"])
        return {}

    async def _media(self, command: dict[str, Any]) -> dict[str, Any]:
        path = Path(command["path"])
        return {"url": self._simulator.media.publish(path), "size": path.stat().st_size}

    async def _interaction(self, command: dict[str, Any]) -> dict[str, Any]:
        if self._endpoint is None:
            raise LookupError('tell the endpoint first: {"do":"endpoint","url":…}')
        guild = self._find(command)
        user = self._people[guild.id]
        options = dict(command.get("options") or {})
        for name, file in (command.get("files") or {}).items():
            path = Path(file)
            options[name] = Attachment(self._simulator.media.publish(path), path.name, path.stat().st_size)
        self._asked_at[guild.id] = time.time()
        interaction = await self._endpoint.command(guild, user, command["command"], wait=0, **options)
        await self._endpoint.replied(interaction, command.get("wait", 15))
        return _reply(interaction)

    async def _listen(self, command: dict[str, Any]) -> dict[str, Any]:
        recording = self._recording(command)
        seconds = float(command.get("seconds", 1))
        wanted = recording.seconds + seconds if command.get("more") else seconds
        timeout = float(command.get("timeout", seconds * 2 + 15))
        await self._simulator.signal.wait_for(lambda: recording.seconds >= wanted, timeout, f"{wanted:g} s of music")
        return await self._stats(command)

    async def _stats(self, command: dict[str, Any]) -> dict[str, Any]:
        guild = self._find(command)
        recording = self._recording(command)
        streams = self._simulator.voice.streams.get(guild.id, [])
        asked = self._asked_at.get(guild.id)
        after = self._first_after(guild, asked) if asked else None
        # Counting only, nothing is recorded: the streams' own arrival times serve.
        spacing = recording.spacing() if recording.packets else Spacing.within_spurts(s.arrivals for s in streams)
        return {
            "seconds": round(recording.seconds, 2),
            "first_packet_ms": round((after - asked) * 1000, 1) if asked and after else None,
            "received": sum(stream.received for stream in streams),
            "lost": sum(stream.lost for stream in streams),
            "dropped_by_knob": sum(stream.dropped for stream in streams),
            "silence_frames": recording.silences,
            "undecryptable": recording.undecryptable,
            "jitter_ms": _figures(spacing),
            "encrypted": sum(stream.encrypted for stream in streams),
        }

    def _first_after(self, guild: Guild, moment: float) -> float | None:
        """When the first music packet after a moment arrived, in seconds of Unix time."""
        if self._simulator.voice.knobs.record:
            return self._simulator.heard(self._listeners[guild.id]).since(moment).first_arrival
        arrivals = (item.arrivals for item in self._simulator.voice.streams.get(guild.id, []))
        return min((time / 1e9 for times in arrivals for time in times if time >= moment * 1e9), default=None)

    async def _everywhere(self, command: dict[str, Any]) -> dict[str, Any]:
        limit = asyncio.Semaphore(int(command.get("at_once", 8)))

        async def one(guild_id: int) -> str:
            async with limit:
                try:
                    return (await self._interaction(command | {"guild": guild_id}))["reply"]
                except (AssertionError, TimeoutError) as error:
                    failures.append(str(error))
                    return ""

        failures: list[str] = []
        replies = await asyncio.gather(*(one(guild_id) for guild_id in list(self._listeners)))
        return {"replies": len(replies) - len(failures), "failures": failures[:10], "failed": len(failures)}

    async def _spacing(self, command: dict[str, Any]) -> dict[str, Any]:
        """Measures from now on, for `seconds`, over every stream."""
        streams = [stream for each in self._simulator.voice.streams.values() for stream in each]
        marks = [(stream, len(stream.arrivals), stream.lost) for stream in streams]
        await asyncio.sleep(float(command.get("seconds", 10)))
        parts = [stream.arrivals[mark:] for stream, mark, _ in marks]
        active = [part for part in parts if len(part) > 1]
        return {
            "streams": len(active),
            "received": sum(len(part) for part in parts),
            "lost": sum(stream.lost - lost for stream, _, lost in marks),
            "deviation_ms": _figures(Spacing.within_spurts(active)),
        }

    async def _wav(self, command: dict[str, Any]) -> dict[str, Any]:
        recording = self._recording(command)
        recording.save_wav(command["path"])
        return {"path": command["path"], "seconds": recording.seconds, "loudness_db": round(recording.loudness(), 1)}

    async def _envelope(self, command: dict[str, Any]) -> dict[str, Any]:
        points = int(command.get("points", 80))
        return {"envelope": [round(value, 4) for value in envelope(self._recording(command).pcm(), points)]}

    async def _registered(self, command: dict[str, Any]) -> dict[str, Any]:
        scope = int(command["guild"]) if "guild" in command else None
        return {"commands": self._simulator.rest.commands.list(scope)}

    async def _messages(self, command: dict[str, Any]) -> dict[str, Any]:
        return {"messages": self._simulator.rest.messages}

    async def _violations(self, command: dict[str, Any]) -> dict[str, Any]:
        return {"violations": [str(item) for item in self._simulator.violations.all()]}

    async def _fault(self, command: dict[str, Any]) -> dict[str, Any]:
        await break_something(self._simulator, self._find(command), command)
        return {}

    async def _join(self, command: dict[str, Any]) -> dict[str, Any]:
        guild = self._find(command)
        user = self._simulator.add_person(guild, command.get("name", "guest"))
        ear = {"davey": DaveyEar, "libdave": LibdaveEar}[command.get("ear", "davey")]
        self._simulator.join_voice(guild, user, ear=ear, commit_delay=command.get("commit_delay", 0.0))
        return {"user": str(user.id)}

    async def _leave(self, command: dict[str, Any]) -> dict[str, Any]:
        guild = self._find(command)
        user = self._people[guild.id]
        if "user" in command:
            user = guild.members[int(command["user"])].user
        self._simulator.leave_voice(guild, user)
        return {}

    async def _group(self, command: dict[str, Any]) -> dict[str, Any]:
        guild = self._find(command)
        session = self._simulator.voice.session(guild)
        call = (
            session.call if session else self._simulator.voice.call(guild.id, guild.first_channel(ChannelType.VOICE).id)
        )
        delivery = self._simulator.voice.delivery(call)
        bot = self._simulator.world.application.bot.id
        ears = {user: item.ear for user, item in call.listeners.items() if item.ear}
        return {
            "version": delivery.version,
            "epoch": delivery.group.epoch,
            "members": [str(user_id) for user_id in delivery.group.members],
            "present": [str(user_id) for user_id in delivery.members],
            "has_bot": bot in delivery.group.members,
            "pending": len(delivery.group.pending),
            "settled": not delivery.group.pending and not delivery.transitions.under_way,
            "commits_by_bot": delivery.commits_accepted.count(bot),
            "commits": len(delivery.commits_accepted),
            "invalid_reports": [str(user_id) for user_id, _ in delivery.invalid_reports],
            "codes": {str(user): ear.privacy_code for user, ear in ears.items()},
            "undecryptable": {str(user): len(ear.failures) for user, ear in ears.items()},
        }

    async def _privacy(self, command: dict[str, Any]) -> dict[str, Any]:
        return {"code": self._simulator.voice.privacy_code(self._find(command).id)}


def _figures(spacing: Spacing) -> dict[str, float]:
    return {
        "p50": round(spacing.p50, 3),
        "p99": round(spacing.p99, 3),
        "p999": round(spacing.p999, 3),
        "worst": round(spacing.worst, 3),
    }


def _reply(interaction: Interaction) -> dict[str, Any]:
    answered, updated = interaction.answered_at, interaction.updated_at
    return {
        "interaction": str(interaction.id),
        "reply": interaction.text,
        "message": interaction.reply,
        "deferred": interaction.deferred,
        "ephemeral": interaction.ephemeral,
        "answered_ms": round((answered - interaction.created_at) * 1000, 1) if answered else None,
        "reply_ms": round((updated - interaction.created_at) * 1000, 1) if updated else None,
    }
