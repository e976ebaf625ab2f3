"""What most tests need together: a simulated Discord, the bot, and rooms with a listener."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from DiscordSimulator import Guild, Simulator, User
from DiscordSimulator.endpoint import Attachment, BotEndpoint
from DiscordSimulator.listening import Listener, Recording
from DiscordSimulator.media import Ladder, MediaFault, MediaLibrary
from DiscordSimulator.rest import Interaction

from .bot import Bot


@dataclass
class Room:
    """A guild with a person who sits in its voice channel and runs commands."""

    stage: Stage
    guild: Guild
    person: User
    listener: Listener

    async def run(self, command: str, *, wait: float = 15, **options: object) -> Interaction:
        """Runs a slash command; every answer must say something."""
        interaction = await self.stage.endpoint.command(self.guild, self.person, command, wait=wait, **options)
        assert not wait or interaction.text, f"/{command} was answered without words"
        return interaction

    async def play(self, ladder: Ladder, kind: str = "opus", fault: MediaFault | None = None) -> Interaction:
        """/play with the URL of a ladder."""
        return await self.run("play", query=self.stage.publish(ladder, kind, fault))

    async def play_file(self, ladder: Ladder, kind: str = "opus") -> Interaction:
        """/play with an uploaded ladder."""
        path = self.stage.media.file(ladder, kind)
        url = self.stage.discord.media.publish(path)
        return await self.run("play", file=Attachment(url, path.name, path.stat().st_size))

    @property
    def heard(self) -> Recording:
        """What the person heard from the bot so far."""
        return self.stage.discord.heard(self.listener)

    async def hears(self, seconds: float, timeout: float | None = None) -> Recording:
        """Waits until the person has heard so many seconds of music since the beginning."""
        return await self.stage.discord.wait_for_music(self.listener, seconds, timeout or seconds * 2 + 15)

    async def hears_more(self, seconds: float, timeout: float | None = None) -> Recording:
        """Waits until the person hears so many further seconds of music."""
        return await self.hears(self.heard.seconds + seconds, timeout or seconds * 2 + 15)

    async def falls_quiet(self, quiet: float = 0.6, timeout: float = 20) -> Recording:
        """Waits until there was no music for `quiet` seconds."""
        return await self.stage.discord.wait_for_quiet(self.listener, quiet, timeout)


@dataclass
class Stage:
    """One test's simulated Discord and bot."""

    discord: Simulator
    bot: Bot
    endpoint: BotEndpoint
    media: MediaLibrary

    def room(self, name: str = "Alpha") -> Room:
        """A new guild with a listener in its voice channel."""
        guild = self.discord.world.add_guild(name)
        person = self.discord.add_person(guild, f"{name}-listener")
        return Room(self, guild, person, self.discord.join_voice(guild, person))

    def publish(self, ladder: Ladder, kind: str = "opus", fault: MediaFault | None = None) -> str:
        """The URL of a ladder in some format."""
        return self.discord.media.publish(self.media.file(ladder, kind), fault)

    def file(self, ladder: Ladder, kind: str = "opus") -> Path:
        """The file of a ladder in some format."""
        return self.media.file(ladder, kind)

    def assert_clean(self, *but: str) -> None:
        """No protocol rule was broken, except those whose names contain one of the texts."""
        violations = self.discord.violations.all(but=but)
        assert not violations, "\n".join(str(item) for item in violations)
