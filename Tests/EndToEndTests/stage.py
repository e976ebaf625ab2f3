"""What most tests need together: a simulated Discord, the bot, and rooms with a listener."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

from DiscordSimulator import Channel, ChannelType, Guild, Simulator, User
from DiscordSimulator.endpoint import Attachment, BotEndpoint
from DiscordSimulator.listening import Listener, Passage, Recording
from DiscordSimulator.media import Ladder, MediaFault, MediaLibrary, opus_packets
from DiscordSimulator.rest import Interaction

from .bot import Bot

SILENCE_FRAMES = 5
FRAMES_A_SECOND = 50


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
    def voice_channel(self) -> Channel:
        """The guild's first voice channel."""
        return self.guild.first_channel(ChannelType.VOICE)

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

    async def hears_now(self, ladder: Ladder, timeout: float = 10) -> None:
        """Waits until what is heard is of a ladder."""
        await self.stage.discord.signal.wait_for(
            lambda: ladder.second_of(self.heard.last_tone()) is not None,
            timeout,
            f"the music that begins at {ladder.base:g} Hz",
        )

    async def falls_quiet(self, quiet: float = 0.6, timeout: float = 20) -> Recording:
        """Waits until there was no music for `quiet` seconds."""
        return await self.stage.discord.wait_for_quiet(self.listener, quiet, timeout)

    @property
    def messages(self) -> list[str]:
        """What the bot posted in the guild's text channels without being asked, oldest first."""
        channels = {str(channel) for channel in self.guild.channels}
        sent = [item["content"] for item in self.stage.discord.rest.messages if item["channel_id"] in channels]
        # The player's message has components and no words.
        return [words for words in sent if words]

    async def is_told(self, words: str, timeout: float = 20) -> None:
        """Waits for a message of the bot that contains these words."""
        await self.stage.discord.signal.wait_for(
            lambda: any(words in message for message in self.messages), timeout, f"a message with {words!r}"
        )

    def passages(self, ladder: Ladder) -> list[Passage]:
        """What the person heard of an Opus ladder, and nothing else, as passages of its file."""
        return self.heard.passages(opus_packets(self.stage.file(ladder)))

    def assert_never_stopped(self, ladder: Ladder) -> None:
        """The ladder was heard from its beginning: no packet missing, doubled or late."""
        passages = self.passages(ladder)
        assert [item.first for item in passages] == [0], passages
        assert self.heard.gaps(longer_than=0.25) == []

    async def comes_back(self, ladder: Ladder, within: float) -> None:
        """Waits for two more seconds of music after a fault that may have broken it off.

        It came back in `within` seconds, went on in order and repeated nothing; at most a second of it is missing.
        """
        await self.hears_more(2, timeout=within + 10)
        passages = self.passages(ladder)
        assert passages[0].first == 0, passages
        for before, after in itertools.pairwise(passages):
            missing = after.first - before.last - 1
            assert 0 <= missing <= FRAMES_A_SECOND, f"{missing} frames missing (negative: heard twice): {passages}"
        silent = max((length for _, length in self.heard.gaps(longer_than=0.1)), default=0)
        assert silent <= within, f"silent for {silent:.2f} s"


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
        return self.room_of(guild, self.discord.add_person(guild, f"{name}-listener"))

    def room_of(self, guild: Guild, person: User) -> Room:
        """A guild that is there already; `person` joins its voice channel."""
        return Room(self, guild, person, self.discord.join_voice(guild, person))

    def publish(self, ladder: Ladder, kind: str = "opus", fault: MediaFault | None = None) -> str:
        """The URL of a ladder in some format."""
        return self.discord.media.publish(self.media.file(ladder, kind), fault)

    def file(self, ladder: Ladder, kind: str = "opus") -> Path:
        """The file of a ladder in some format."""
        return self.media.file(ladder, kind)

    @property
    def bot_id(self) -> int:
        """The bot's user."""
        return self.discord.world.application.bot.id

    def assert_clean(self, *but: str) -> None:
        """No protocol rule was broken, except those whose names contain one of the texts."""
        violations = self.discord.violations.all(but=but)
        assert not violations, "\n".join(str(item) for item in violations)
