"""End-to-end encryption: davey and libdave hear exactly what was played, and the wire never carries a clear frame."""

from __future__ import annotations

import pytest

from DiscordSimulator import ChannelType, Simulator
from DiscordSimulator.dave.davey_ear import DaveyEar
from DiscordSimulator.dave.ears import Ear
from DiscordSimulator.dave.forgery import KINDS
from DiscordSimulator.dave.libdave_ear import LibdaveEar
from DiscordSimulator.listening import Listener
from DiscordSimulator.media import Ladder, opus_packets

from .conftest import StageMaker
from .stage import Room

SONG = Ladder(base=500, step=50, seconds=5)
LONG = Ladder(base=400, step=20, seconds=60)


def encrypted(discord: Simulator) -> None:
    discord.voice.knobs.dave_version = 1


def add(room: Room, kind: type[Ear] = DaveyEar, *, commit_delay: float | None = 0.0) -> Listener:
    """Another person in the voice channel."""
    discord = room.stage.discord
    person = discord.add_person(room.guild, f"{kind.__name__}-{len(room.guild.members)}")
    return discord.join_voice(room.guild, person, ear=kind, commit_delay=commit_delay)


async def settled(room: Room, *more: Listener) -> str:
    """Waits until the whole group, the bot included, is in one epoch with one privacy code; returns the code."""
    discord = room.stage.discord
    delivery = discord.delivery(room.guild)
    bot = discord.world.application.bot.id

    def code() -> str | None:
        complete = bot in delivery.group.members and len(delivery.group.members) == len(delivery.members)
        if not complete or delivery.group.pending or delivery.transitions.under_way:
            return None
        codes = {listener.ear.privacy_code for listener in (room.listener, *more) if listener.ear}
        return codes.pop() if len(codes) == 1 else None

    return await discord.signal.wait_for(code, 15, "a settled group with the bot in it") or ""


async def all_hear(room: Room, listeners: list[Listener], seconds: float = 2) -> None:
    """From now on everybody hears the same music, and all of it."""
    discord = room.stage.discord
    failures = [discord.heard(listener).undecryptable for listener in listeners]
    starts = [len(discord.heard(listener).opus) for listener in listeners]
    for listener in listeners:
        await discord.wait_for_music(listener, discord.heard(listener).seconds + seconds, seconds * 2 + 15)
    assert [discord.heard(listener).undecryptable for listener in listeners] == failures
    parts = [
        discord.heard(item).opus[start:][: int(seconds * 40)] for item, start in zip(listeners, starts, strict=True)
    ]
    shared = set(parts[0]).intersection(*parts)
    assert len(shared) > seconds * 25, "the listeners did not hear the same packets"


@pytest.mark.parametrize("kind", [DaveyEar, LibdaveEar])
async def test_both_libraries_hear_the_exact_packets(make_stage: StageMaker, kind: type[Ear]) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        room.listener = stage.discord.join_voice(room.guild, room.person, ear=kind)
        await room.play(SONG)
        await room.hears(SONG.seconds - 0.3)
        heard = await room.falls_quiet()
        source = opus_packets(stage.file(SONG))
        assert heard.contains(source) >= len(source) - 1
        assert heard.undecryptable == 0
        stage.assert_clean()


@pytest.mark.parametrize("others", [0, 1, 8])
@pytest.mark.parametrize("commits", [True, False])
async def test_the_bot_joins_a_call_of_any_size(make_stage: StageMaker, others: int, commits: bool) -> None:
    """Second, third and tenth; winning the commit race where nobody else commits."""
    async with make_stage(encrypted) as stage:
        room = stage.room()
        more = [add(room) for _ in range(others)]
        if more:
            await stage.discord.signal.wait_for(
                lambda: len(stage.discord.delivery(room.guild).group.members) == others + 1, 10, "the others' group"
            )
        for listener in (room.listener, *more):
            if listener.ear and not commits:
                listener.ear.commit_delay = 1.0
        await room.play(LONG)
        await settled(room, *more)
        await all_hear(room, [room.listener, *more])
        stage.assert_clean()


async def test_the_bot_is_first_and_alone_then_people_come(make_stage: StageMaker) -> None:
    async with make_stage(encrypted, TIMMYBOT_ALONE_TIMEOUT="60") as stage:
        room = stage.room()
        await room.run("join")
        stage.discord.leave_voice(room.guild, room.person)
        bot = stage.discord.world.application.bot.id
        delivery = stage.discord.delivery(room.guild)
        await stage.discord.signal.wait_for(lambda: list(delivery.members) == [bot], 10, "the bot alone")
        room.listener = first = stage.discord.join_voice(room.guild, room.person)
        await settled(room)
        await room.run("play", query=stage.publish(LONG))
        second = add(room, LibdaveEar)
        await settled(room, second)
        await all_hear(room, [first, second])
        stage.assert_clean()


async def test_people_come_and_go_while_it_plays(make_stage: StageMaker) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        await room.play(LONG)
        await settled(room)
        more = [add(room), add(room, LibdaveEar)]
        codes = {await settled(room, *more)}
        await all_hear(room, [room.listener, *more])
        gone = more.pop(0)
        stage.discord.leave_voice(room.guild, stage.discord.world.users[gone.user_id])
        more.append(add(room))
        codes.add(await settled(room, *more))
        await all_hear(room, [room.listener, *more])
        assert len(codes) == 2
        stage.assert_clean()


async def test_everyone_leaves_and_returns(make_stage: StageMaker) -> None:
    async with make_stage(encrypted, TIMMYBOT_ALONE_TIMEOUT="60") as stage:
        room = stage.room()
        await room.play(LONG)
        await settled(room)
        await room.hears(2)
        stage.discord.leave_voice(room.guild, room.person)
        received = stage.discord.voice.streams[room.guild.id][-1]
        count = received.received
        room.listener = stage.discord.join_voice(room.guild, room.person)
        await settled(room)
        await all_hear(room, [room.listener])
        assert received.received > count
        stage.assert_clean()


@pytest.mark.parametrize("knob", ["corrupt_welcomes", "corrupt_commits"])
async def test_what_cannot_be_processed_is_reported_and_recovered_from(make_stage: StageMaker, knob: str) -> None:
    def prepare(discord: Simulator) -> None:
        encrypted(discord)
        # The listener wins every race, so that the corrupted message is the bot's.
        discord.voice.knobs.dave.reject_commits_of = discord.world.application.bot.id
        if knob == "corrupt_welcomes":
            setattr(discord.voice.knobs.dave, knob, 1)

    async with make_stage(prepare) as stage:
        room = stage.room()
        delivery = stage.discord.delivery(room.guild)
        bot = stage.discord.world.application.bot.id
        await room.play(LONG)
        if knob == "corrupt_commits":
            await settled(room)
            stage.discord.voice.knobs.dave.corrupt_commits = 1
            add(room)
        reported = await stage.discord.signal.wait_for(
            lambda: [user for user, _ in delivery.invalid_reports if user == bot], 20, "op 31 of the bot"
        )
        assert reported
        await settled(room)
        await all_hear(room, [room.listener])
        assert len(delivery.invalid_reports) == 1
        stage.assert_clean()


async def test_a_transition_that_is_never_executed_does_not_silence_the_bot_for_good(make_stage: StageMaker) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        await room.play(LONG)
        await settled(room)
        stage.discord.voice.knobs.dave.never_execute = 1
        guest = add(room)
        await stage.discord.signal.wait_for(
            lambda: stage.discord.voice.knobs.dave.never_execute == 0, 10, "the skipped op 22"
        )
        stage.discord.leave_voice(room.guild, stage.discord.world.users[guest.user_id])
        await settled(room)
        await all_hear(room, [room.listener])
        stage.assert_clean()


async def test_a_call_without_a_key_is_joined_anew(make_stage: StageMaker) -> None:
    """The bot never hears of the group, so that nothing may leave: it leaves the session for one that works."""

    def prepare(discord: Simulator) -> None:
        encrypted(discord)
        discord.voice.knobs.dave.withhold_from = discord.world.application.bot.id

    async with make_stage(prepare) as stage:
        room = stage.room()
        await room.play(LONG)
        first = await stage.discord.wait_for_session(room.guild)
        knobs = stage.discord.voice.knobs.dave
        # The Welcome: what comes later would be of no use without it.
        await stage.discord.signal.wait_for(lambda: 30 in knobs.withheld, 15, "a Welcome that was lost")
        knobs.withhold_from = None
        await stage.discord.signal.wait_for(
            lambda: stage.discord.voice.session(room.guild) not in (None, first), 15, "another voice session"
        )
        assert room.heard.seconds == 0
        await settled(room)
        await all_hear(room, [room.listener])
        passages = room.passages(LONG)
        assert [item.first for item in passages] == [0], passages
        stage.assert_clean()


async def test_a_call_that_never_gets_a_key_is_given_up_and_people_are_told(make_stage: StageMaker) -> None:
    def prepare(discord: Simulator) -> None:
        encrypted(discord)
        discord.voice.knobs.dave.withhold_from = discord.world.application.bot.id

    async with make_stage(prepare) as stage:
        room = stage.room()
        await room.play(LONG)
        await room.is_told("could not be restored", timeout=120)
        assert stage.bot_id not in room.guild.voice_states
        assert room.heard.seconds == 0
        stage.assert_clean()


async def test_a_downgrade_and_an_upgrade_while_it_plays(make_stage: StageMaker) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        await room.play(LONG)
        await settled(room)
        await room.hears(2)
        delivery = stage.discord.delivery(room.guild)
        stage.discord.voice.force_dave_version(room.guild, 0)
        await stage.discord.signal.wait_for(lambda: delivery.version == 0, 5, "the downgrade")
        await room.hears_more(2)
        stage.discord.voice.force_dave_version(room.guild, None)
        await settled(room)
        await all_hear(room, [room.listener])
        stage.assert_clean()


async def test_a_resume_in_the_middle_of_a_transition(make_stage: StageMaker) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        await room.play(LONG)
        await settled(room)
        session = await stage.discord.wait_for_session(room.guild)
        stage.discord.voice.interrupt(room.guild, None)
        guest = add(room)
        await stage.discord.signal.wait_for(lambda: session.resumes == 1, 10, "op 7")
        await settled(room, guest)
        await all_hear(room, [room.listener, guest])
        stage.assert_clean()


@pytest.mark.parametrize("event", ["region", "move", "4006"])
async def test_a_new_voice_session_gets_a_new_group(make_stage: StageMaker, event: str) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        await room.play(LONG)
        await settled(room)
        await room.hears(2)
        first = await stage.discord.wait_for_session(room.guild)
        if event == "region":
            stage.discord.voice.change_region(room.guild)
        elif event == "move":
            other = stage.discord.world.add_channel(room.guild, "Other")
            stage.discord.voice.move(room.guild, other)
            room.listener = stage.discord.join_voice(room.guild, room.person, other)
        else:
            stage.discord.voice.end(room.guild, 4006)
        await stage.discord.signal.wait_for(
            lambda: stage.discord.voice.session(room.guild) not in (None, first), 15, "a new voice session"
        )
        await room.hears_more(2, timeout=20)
        assert room.heard.undecryptable == 0
        stage.assert_clean("packet of no known stream")


async def test_encryption_is_offered_where_it_is_demanded(make_stage: StageMaker) -> None:
    def demanded(discord: Simulator) -> None:
        encrypted(discord)
        discord.voice.knobs.require_dave = True

    async with make_stage(demanded) as stage:
        room = stage.room()
        await room.play(SONG)
        await room.hears(1)
        session = await stage.discord.wait_for_session(room.guild)
        assert session.offered_dave_version == 1
        stage.assert_clean()


async def test_a_stage_is_not_encrypted_and_its_suppression_is_told(make_stage: StageMaker) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        world = stage.discord.world
        podium = world.add_channel(room.guild, "Podium", ChannelType.STAGE)
        room.listener = stage.discord.join_voice(room.guild, room.person, podium)
        assert (await room.play(SONG)).text
        state = room.guild.voice_states.get(world.application.bot.id)
        assert room.heard.seconds == 0
        # A moderator invites the bot to speak; if it stayed outside, the next /play brings it in.
        if state is None or state.channel_id is None:
            await room.play(SONG)
        world.set_voice(room.guild, world.application.bot.id, podium, suppress=False)
        await room.play(SONG)
        heard = await room.hears(2)
        assert heard.undecryptable == 0
        stage.assert_clean()


async def test_the_code_shown_is_the_code_that_listeners_see(make_stage: StageMaker) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        await room.play(LONG)
        code = await settled(room)
        shown = (await room.run("nowplaying")).text
        assert code in "".join(shown.split()), (code, shown)
        private = await room.run("privacy")
        assert code in "".join(private.text.split())
        stage.assert_clean()


async def test_forged_proposals_change_nothing(make_stage: StageMaker) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        await room.play(LONG)
        before = await settled(room)
        delivery = stage.discord.delivery(room.guild)
        bot = stage.discord.world.application.bot.id
        accepted = len(delivery.commits_accepted)
        for kind in KINDS:
            delivery.forge(kind, bot)
        await all_hear(room, [room.listener])
        assert len(delivery.commits_accepted) == accepted
        assert await settled(room) == before
        guest = add(room)
        assert await settled(room, guest) != before
        await all_hear(room, [room.listener, guest])
        stage.assert_clean()
