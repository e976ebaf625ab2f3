"""Encrypted calls whose proposals come together, are taken back, or belong to another: who commits what."""

from __future__ import annotations

import pytest

from DiscordSimulator.listening import Listener
from DiscordSimulator.media import Ladder

from .conftest import StageMaker
from .stage import Room
from .test_encryption import add, all_hear, encrypted, settled

LONG = Ladder(base=400, step=20, seconds=60)


def let_others_commit(room: Room, listeners: list[Listener], delay: float | None) -> None:
    """With None the bot is the only one who commits."""
    for listener in listeners:
        if listener.ear:
            listener.ear.commit_delay = delay


@pytest.mark.parametrize("winner", ["bot", "others"])
async def test_an_addition_and_a_removal_in_one_commit(make_stage: StageMaker, winner: str) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        leaving, staying = add(room), add(room)
        await room.play(LONG)
        await settled(room, leaving, staying)
        delivery = stage.discord.delivery(room.guild)
        let_others_commit(room, [room.listener, staying], None if winner == "bot" else 0.0)
        delivery.knobs.reject_commits_of = None if winner == "bot" else stage.bot_id
        epoch, commits = delivery.group.epoch, len(delivery.commits_accepted)

        delivery.hold()
        stage.discord.leave_voice(room.guild, stage.discord.world.users[leaving.user_id])
        coming = add(room, commit_delay=None)
        await stage.discord.signal.wait_for(
            lambda: sorted(item.is_add for item in delivery.group.pending.values()) == [False, True],
            10,
            "one addition and one removal, both pending",
        )
        delivery.release()
        await settled(room, staying, coming)

        assert delivery.group.epoch == epoch + 1
        (committer,) = delivery.commits_accepted[commits:]
        assert (committer == stage.bot_id) == (winner == "bot")
        assert coming.user_id in delivery.group.members and leaving.user_id not in delivery.group.members
        await all_hear(room, [room.listener, staying, coming])
        assert delivery.invalid_reports == []
        stage.assert_clean()


async def test_a_proposal_that_is_taken_back_is_not_committed(make_stage: StageMaker) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        await room.play(LONG)
        await settled(room)
        delivery = stage.discord.delivery(room.guild)
        # Nobody's commit is taken: the addition stays pending until the newcomer has gone again.
        let_others_commit(room, [room.listener], None)
        delivery.knobs.reject_commits_of = stage.bot_id
        refused, epoch = delivery.commits_refused, delivery.group.epoch
        passing = add(room, commit_delay=None)
        await stage.discord.signal.wait_for(lambda: delivery.commits_refused > refused, 10, "the bot's commit")
        assert delivery.group.pending
        stage.discord.leave_voice(room.guild, stage.discord.world.users[passing.user_id])
        assert not delivery.group.pending and delivery.group.epoch == epoch

        delivery.knobs.reject_commits_of = None
        refused = delivery.commits_refused
        coming = add(room, commit_delay=None)
        await settled(room, coming)
        # A commit that still held the proposal taken back would have been refused.
        assert delivery.commits_refused == refused
        assert delivery.commits_accepted[-1] == stage.bot_id and delivery.group.epoch == epoch + 1
        await all_hear(room, [room.listener, coming])
        stage.assert_clean()


@pytest.mark.parametrize("winner", ["bot", "others"])
async def test_the_race_for_a_commit_is_won_and_lost(make_stage: StageMaker, winner: str) -> None:
    async with make_stage(encrypted) as stage:
        room = stage.room()
        other = add(room)
        await room.play(LONG)
        await settled(room, other)
        delivery = stage.discord.delivery(room.guild)
        # All commit to the same proposals; the slower ones lose, and follow the winner's commit.
        let_others_commit(room, [room.listener, other], 0.5 if winner == "bot" else 0.0)
        delivery.knobs.reject_commits_of = None if winner == "bot" else stage.bot_id
        refused = delivery.commits_refused
        coming = add(room)
        await settled(room, other, coming)
        assert (delivery.commits_accepted[-1] == stage.bot_id) == (winner == "bot")
        await stage.discord.signal.wait_for(lambda: delivery.commits_refused > refused, 5, "the losers' commits")
        await all_hear(room, [room.listener, other, coming])
        assert delivery.invalid_reports == []
        stage.assert_clean()
