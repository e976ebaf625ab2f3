"""The delivery service with members of two foreign implementations, and stock discord.py encrypting by davey."""

from __future__ import annotations

import asyncio
import json
import os
import random
from functools import partial
from pathlib import Path

import pytest

from DiscordSimulator import Guild, Simulator
from DiscordSimulator.dave.codec import Reader
from DiscordSimulator.dave.davey_ear import DaveyEar
from DiscordSimulator.dave.ears import Ear
from DiscordSimulator.dave.external_sender import reference
from DiscordSimulator.dave.forgery import KINDS
from DiscordSimulator.dave.libdave_ear import LibdaveEar
from DiscordSimulator.listening import Listener
from DiscordSimulator.media import Ladder, MediaLibrary, opus_packets

from .stock_client import PacketSource, join, play, stock_client

VECTORS = Path(os.environ.get("TIMMYBOT_VECTORS_DIR") or Path(__file__).resolve().parents[4] / "shared/vectors")
FORMING = ("clear frame", "clear silence")


def one_code(discord: Simulator, listeners: list[Listener]) -> str | None:
    """The privacy code, once all listeners see the same one in the group's newest epoch."""
    ears = [listener.ear for listener in listeners]
    delivery = ears[0]._delivery if ears[0] else None
    if delivery is None or delivery.group.pending or delivery.transitions.under_way:
        return None
    codes = {ear.privacy_code for ear in ears if ear}
    complete = len(delivery.group.members) == len(delivery.members)
    return codes.pop() if len(codes) == 1 and complete else None


def people(discord: Simulator, guild: Guild, kinds: list[type[Ear]]) -> list[Listener]:
    return [
        discord.join_voice(guild, discord.add_person(guild, f"person-{number}"), ear=kind)
        for number, kind in enumerate(kinds)
    ]


@pytest.mark.skipif(not VECTORS.exists(), reason=f"no vectors at {VECTORS}")
def test_the_revoked_reference_of_the_captured_bytes_matches() -> None:
    captured = json.loads((VECTORS / "dave/captured_discord.json").read_text())
    proposal = Reader(bytes.fromhex(captured["proposals_append_op27"])).vector()
    revoked = Reader(Reader(bytes.fromhex(captured["proposals_revoke_op27"])).vector()).vector()
    assert reference("MLS 1.0 Proposal Reference", proposal[2:]) == revoked


@pytest.mark.parametrize("kinds", [[DaveyEar] * 2, [LibdaveEar] * 2, [DaveyEar, LibdaveEar, DaveyEar, LibdaveEar]])
async def test_groups_form_and_agree(discord: Simulator, kinds: list[type[Ear]]) -> None:
    discord.voice.knobs.dave_version = 1
    guild = discord.world.add_guild("Alpha")
    listeners = people(discord, guild, kinds)
    await discord.signal.wait_for(lambda: one_code(discord, listeners), 10, "a common privacy code")
    assert discord.violations.all() == []


async def test_members_come_and_go_and_the_last_one_starts_over(discord: Simulator) -> None:
    discord.voice.knobs.dave_version = 1
    guild = discord.world.add_guild("Alpha")
    listeners = people(discord, guild, [DaveyEar] * 6)
    codes = {await discord.signal.wait_for(lambda: one_code(discord, listeners), 10, "six members")}
    for index in (2, 0):
        gone = listeners.pop(index)
        discord.leave_voice(guild, discord.world.users[gone.user_id])
        codes.add(await discord.signal.wait_for(lambda: one_code(discord, listeners), 10, "a smaller group"))
    listeners += people(discord, guild, [DaveyEar, DaveyEar])
    codes.add(await discord.signal.wait_for(lambda: one_code(discord, listeners), 10, "a larger group"))
    assert len(codes) == 4
    while len(listeners) > 1:
        discord.leave_voice(guild, discord.world.users[listeners.pop().user_id])
    listeners += people(discord, guild, [LibdaveEar])
    codes.add(await discord.signal.wait_for(lambda: one_code(discord, listeners), 10, "a refilled group"))
    assert len(codes) == 5
    assert discord.violations.all() == []


@pytest.mark.parametrize("kind", [DaveyEar, LibdaveEar])
async def test_a_corrupted_welcome_is_recovered_from(discord: Simulator, kind: type[Ear]) -> None:
    discord.voice.knobs.dave_version = 1
    guild = discord.world.add_guild("Alpha")
    listeners = people(discord, guild, [DaveyEar, DaveyEar])
    await discord.signal.wait_for(lambda: one_code(discord, listeners), 10, "two members")
    discord.voice.knobs.dave.corrupt_welcomes = 1
    listeners += people(discord, guild, [kind])
    await discord.signal.wait_for(lambda: one_code(discord, listeners), 10, "three members in the end")
    ear = listeners[2].ear
    assert ear is not None and ear.reports == 1
    assert discord.violations.all() == []


@pytest.mark.parametrize("kind", [DaveyEar, LibdaveEar])
async def test_discord_py_is_heard_encrypted(discord: Simulator, media: MediaLibrary, kind: type[Ear]) -> None:
    discord.voice.knobs.dave_version = 1
    guild = discord.world.add_guild("Alpha")
    (listener,) = people(discord, guild, [kind])
    ladder = Ladder(seconds=4)
    async with stock_client(discord) as client:
        voice = await join(client, guild)
        await discord.signal.wait_for(lambda: discord.voice.is_encrypted(guild.id), 5, "encryption")
        delivery = discord.delivery(guild)
        await discord.signal.wait_for(lambda: delivery.transitions.executed >= 1, 5, "a group")
        await asyncio.wait_for(await play(voice, PacketSource(media.file(ladder))), 20)
        heard = await discord.wait_for_music(listener, ladder.seconds)
        source = opus_packets(media.file(ladder))
        assert heard.contains(source) == len(source)
        assert heard.undecryptable == 0
        assert listener.ear is not None
        assert listener.ear.privacy_code == voice.voice_privacy_code
        # A second member joins while nothing plays, then hears everything.
        (second,) = people(discord, guild, [DaveyEar])
        await discord.signal.wait_for(lambda: one_code(discord, [listener, second]), 10, "a group of three")
        ear = listener.ear
        await discord.signal.wait_for(lambda: voice.voice_privacy_code == ear.privacy_code, 10, "discord.py among them")
        await asyncio.wait_for(await play(voice, PacketSource(media.file(ladder))), 20)
        late = await discord.wait_for_music(second, ladder.seconds)
        assert late.contains(source) == len(source) and late.undecryptable == 0
        await voice.disconnect()
    assert discord.violations.all(but=FORMING) == []


async def test_discord_py_follows_a_downgrade_and_an_upgrade(discord: Simulator, media: MediaLibrary) -> None:
    discord.voice.knobs.dave_version = 1
    guild = discord.world.add_guild("Alpha")
    (listener,) = people(discord, guild, [DaveyEar])
    ladder = Ladder(seconds=12)
    async with stock_client(discord) as client:
        voice = await join(client, guild)
        finished = await play(voice, PacketSource(media.file(ladder)))
        await discord.wait_for_music(listener, 2)
        discord.voice.force_dave_version(guild, 0)
        await discord.signal.wait_for(lambda: not discord.voice.is_encrypted(guild.id), 5, "a downgrade")
        await discord.wait_for_music(listener, 5)
        discord.voice.force_dave_version(guild, None)
        delivery = discord.delivery(guild)
        await discord.signal.wait_for(lambda: delivery.expectation.state == "encrypted", 5, "an upgrade")
        await asyncio.wait_for(finished, 20)
        heard = discord.heard(listener)
        assert heard.seconds > ladder.seconds - 1
        await voice.disconnect()
    assert discord.violations.all(but=FORMING) == []


@pytest.mark.parametrize("kind", [DaveyEar, LibdaveEar])
async def test_forged_proposals_are_refused_by_both_libraries(discord: Simulator, kind: type[Ear]) -> None:
    discord.voice.knobs.dave_version = 1
    guild = discord.world.add_guild("Alpha")
    listeners = people(discord, guild, [kind, DaveyEar])
    code = await discord.signal.wait_for(lambda: one_code(discord, listeners), 10, "two members")
    delivery = discord.delivery(guild)
    for forgery in KINDS:
        delivery.forge(forgery, listeners[0].user_id)
    await asyncio.sleep(0.1)
    assert one_code(discord, listeners) == code and len(delivery.commits_accepted) == 1
    assert discord.violations.all() == []


async def test_fifteen_members_through_random_churn(discord: Simulator) -> None:
    """davey only: libdave fails on valid commits in groups of this size."""
    discord.voice.knobs.dave_version = 1
    guild = discord.world.add_guild("Alpha")
    chance = random.Random(7)
    listeners = people(discord, guild, [DaveyEar] * 3)
    for _ in range(40):
        if len(listeners) > 2 and (len(listeners) >= 15 or chance.random() < 0.4):
            gone = listeners.pop(chance.randrange(len(listeners)))
            discord.leave_voice(guild, discord.world.users[gone.user_id])
        else:
            listeners += people(discord, guild, [DaveyEar])
        if chance.random() < 0.6:
            await discord.signal.wait_for(partial(one_code, discord, listeners), 10, "a common code")
    await discord.signal.wait_for(lambda: one_code(discord, listeners), 10, "a common code in the end")
    assert all(listener.ear is not None and listener.ear.reports == 0 for listener in listeners)
    assert discord.violations.all() == []
