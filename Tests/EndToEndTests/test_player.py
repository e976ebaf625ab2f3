"""The player as listeners and DJs use it: places in the track, the queue's changes, votes, player's message."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from DiscordSimulator import Channel, ChannelType, Permission, User
from DiscordSimulator.media import Ladder
from DiscordSimulator.rest import Interaction

from .conftest import StageMaker
from .stage import Room, Stage

LONG = Ladder(base=400, step=25, seconds=30)
SECOND = Ladder(base=1_500, step=25, seconds=30)
THIRD = Ladder(base=2_600, step=25, seconds=30)


def components(message: dict[str, Any]) -> list[dict[str, Any]]:
    """All components of a message, those inside others too."""
    found: list[dict[str, Any]] = []
    waiting = list(message.get("components") or [])
    while waiting:
        item = waiting.pop(0)
        found.append(item)
        waiting += item.get("components") or []
    return found


def words(message: dict[str, Any]) -> str:
    """What a message of components says."""
    return "\n".join(item["content"] for item in components(message) if item["type"] == 10)


def player_messages(room: Room) -> list[dict[str, Any]]:
    """The player's messages that stand in the guild's channels."""
    channels = {str(channel) for channel in room.guild.channels}
    return [
        item
        for item in room.stage.discord.rest.messages
        if item["channel_id"] in channels and any(part.get("custom_id") == "player:skip" for part in components(item))
    ]


async def player_shows(room: Room, text: str, timeout: float = 20) -> dict[str, Any]:
    """Waits until the player's message says something; there is never more than one."""

    def shown() -> bool:
        return any(text in words(message) for message in player_messages(room))

    await room.stage.discord.signal.wait_for(shown, timeout, f"a player's message with {text!r}")
    (message,) = player_messages(room)
    return message


async def press(room: Room, button: str) -> Interaction:
    """Presses a button of the player's message."""
    (message,) = player_messages(room)
    return await room.stage.endpoint.click_message(room.guild, room.person, message, f"player:{button}")


async def test_seeking_is_heard_at_the_right_second(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(1)
    told = await room.run("seek", position="0:20")
    assert "0:20" in told.text
    await room.hears_more(1.5)
    assert LONG.second_of(room.heard.last_tone()) in (20, 21, 22)
    assert [item.first for item in room.passages(LONG)][-1] == 1_000, "not frame 1000, which is second 20"
    await room.run("rewind", by="15")
    await room.hears_more(1.5)
    assert LONG.second_of(room.heard.last_tone()) in range(5, 10)
    assert "don't understand" in (await room.run("seek", position="9:99")).text
    refused = await room.run("seek", position="10:00")
    assert "can't be entered" in refused.text
    await room.run("replay")
    await room.hears_more(1.5)
    assert room.passages(LONG)[-1].first == 0
    stage.assert_clean()


async def test_previous_loop_and_undo(stage: Stage) -> None:
    room = stage.room()
    for song in (LONG, SECOND, THIRD):
        await room.play(song)
    await room.hears(0.5)
    assert "Ladder 2600" in (await room.run("skip", to=2)).text
    await room.hears_now(THIRD)
    assert "back in the queue" in (await room.run("undo")).text
    assert "Ladder 1500" in (await room.run("queue")).text
    assert "Ladder 400" in (await room.run("previous")).text
    await room.hears_now(LONG)
    assert "repeated" in (await room.run("loop", mode="track")).text
    await room.run("seek", position="0:28")
    await room.hears_more(4)
    assert LONG.second_of(room.heard.last_tone()) in (0, 1, 2, 3), "the track did not begin again"
    assert "Shuffled 2" in (await room.run("shuffle", seed=1)).text
    assert "old order" in (await room.run("undo")).text
    assert "Removed 2" in (await room.run("remove", track={"number": 1, "to": 2})).text
    assert "back in the queue" in (await room.run("undo")).text
    moved = await room.run("move", track=2, to=1)
    assert "number 1" in moved.text
    await room.run("stop")
    assert "The queue is back" in (await room.run("undo")).text
    await room.hears_more(0.5)
    stage.assert_clean()


@contextlib.asynccontextmanager
async def lyrics_service(title: str, synced: str) -> AsyncIterator[str]:
    """LRCLIB with the words of one song; its address. Contract: https://lrclib.net/docs."""

    async def search(request: web.Request) -> web.Response:
        known = request.query.get("track_name") == title
        song = {"trackName": title, "artistName": "The Simulator", "duration": 30.0, "instrumental": False}
        return web.json_response([song | {"plainLyrics": "", "syncedLyrics": synced}] if known else [])

    app = web.Application()
    app.router.add_get("/api/search", search)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_the_player_message_and_its_buttons(make_stage: StageMaker) -> None:
    async with (
        lyrics_service("Ladder 400", "[00:01.00]La la la\n[00:25.00]The end") as lyrics,
        make_stage(TIMMYBOT_LYRICS_URL=lyrics) as stage,
    ):
        await use_every_button(stage)


async def use_every_button(stage: Stage) -> None:
    """Presses all nine buttons of the player's message, and one that there is not."""
    room = stage.room()
    for song in (LONG, SECOND, THIRD):
        await room.play(song)
    shown = words(await player_shows(room, "Ladder 1500"))
    expected = ("Ladder 400", f"<@{room.person.id}>", "127\\.0.0.1", "Opus", "original quality")
    assert all(part in shown for part in expected), shown
    pressed = await press(room, "pause")
    assert pressed.callback is not None and pressed.callback["type"] == 6
    await player_shows(room, "Paused")
    await room.falls_quiet()
    await press(room, "pause")
    await room.hears_more(0.5)
    await press(room, "skip")
    await room.hears_now(SECOND)
    await player_shows(room, "Ladder 1500")
    await press(room, "previous")
    await room.hears_now(LONG)
    await press(room, "loop")
    looped = words(await player_shows(room, "repeated"))
    assert re.search(r"Opus \d+ kbit/s · original quality", looped), looped
    shuffled = await press(room, "shuffle")
    assert shuffled.callback is not None and shuffled.callback["type"] == 6
    assert "old order" in (await room.run("undo")).text
    for button, expected in (
        ("favourite", "favourites"),
        ("volume", "100 %"),
        ("effects", "100 %"),
        ("lyrics", "La la la"),
    ):
        told = await press(room, button)
        assert told.ephemeral and expected in told.text, (button, told.text)
    forged = {"id": "1", "channel_id": player_messages(room)[0]["channel_id"], "flags": 0}
    forged["components"] = [{"type": 2, "style": 1, "label": "x", "custom_id": "player:explode", "id": 2}]
    refused = await stage.endpoint.click_message(room.guild, room.person, forged, "player:explode")
    assert "does not work any more" in refused.text
    # People talk; the next track's message comes below what they said, in the place of the one above.
    (above,) = player_messages(room)
    for _ in range(7):
        talk = {"id": str(stage.discord.world.snowflakes.make()), "channel_id": above["channel_id"], "content": ""}
        stage.discord.rest.messages.append(talk)
    await press(room, "skip")
    below = await player_shows(room, "Ladder 1500")
    assert int(below["id"]) > int(talk["id"]) and above not in stage.discord.rest.messages
    await room.run("stop")
    await stage.discord.signal.wait_for(lambda: not player_messages(room), 15, "the player's message to go")
    stage.assert_clean()


async def test_where_the_player_may_not_be_shown_people_are_told_once(stage: Stage) -> None:
    room = stage.room()
    channel, bot = room.guild.first_channel(ChannelType.TEXT), stage.discord.world.application.bot
    stage.discord.world.overwrite(channel, bot, deny=Permission.SEND_MESSAGES)
    await room.play(LONG)
    await room.is_told("may not post the player")
    await room.play(SECOND)
    await room.run("pause")
    await room.run("resume")
    assert not player_messages(room)
    assert sum("may not post the player" in message for message in room.messages) == 1
    stage.discord.world.overwrite(channel, bot)
    await room.run("skip")
    await player_shows(room, "Ladder 1500")
    stage.assert_clean()


async def test_tracks_come_in_where_they_are_wanted_and_go_out_by_the_list(stage: Stage) -> None:
    room = stage.room()
    guest = stage.discord.add_person(room.guild, "guest")
    guests_ear = stage.discord.join_voice(room.guild, guest)
    assert guests_ear is not None

    async def queue() -> list[str]:
        shown = await room.run("queue")
        return re.findall(r"\d+\\?\. .*?Ladder (\d+)", shown.text)

    urls: dict[int, str] = {}

    async def play(base: int, person: User | None = None, **where: object) -> None:
        url = urls.setdefault(base, stage.publish(Ladder(base, 25, 20)))
        told = await stage.endpoint.command(room.guild, person or room.person, "play", query=url, **where)
        assert f"Ladder {base}" in told.text, told.text

    async def choose(action: str, base: int) -> None:
        shown = await room.run("queue")
        assert shown.reply is not None
        select = next(part for part in components(shown.reply) if part.get("custom_id") == f"queue:choose:{action}")
        (value,) = (option["value"] for option in select["options"] if f"Ladder {base}" in option["label"])
        await stage.endpoint.click(shown, room.person, select["custom_id"], values=[value])
        if action == "remove":
            # The list is out of date now: what it names is no longer there, whoever chooses it.
            late = await stage.endpoint.click(shown, guest, select["custom_id"], values=[value])
            assert late.ephemeral and "no such track" in late.text, late.text

    for base in (400, 1_000, 1_100):
        await play(base)
    await play(1_200, place="next")
    await play(1_300, number=2)
    assert await queue() == ["1200", "1300", "1000", "1100"]
    await play(2_000, place="now")
    await room.hears_now(Ladder(2_000, 25, 20))
    assert await queue() == ["1200", "1300", "1000", "1100"]
    await choose("first", 1_100)
    await choose("remove", 1_300)
    assert await queue() == ["1100", "1200", "1000"]
    await choose("play", 1_200)
    await room.hears_now(Ladder(1_200, 25, 20))
    assert await queue() == ["1000"]
    await play(1_400, shuffle=True)
    assert "old order" in (await room.run("undo")).text, "nothing was shuffled"
    assert await queue() == ["1000", "1400"]
    for base in (1_000, 1_500):
        await play(base, guest)
    assert "Removed" in (await room.run("remove", duplicates={})).text
    assert sorted(await queue()) == ["1000", "1400", "1500"]
    assert "Ladder 1500" in (await room.run("remove", member={"member": guest})).text
    await play(1_600, guest)
    stage.discord.leave_voice(room.guild, guest)
    assert "Ladder 1600" in (await room.run("remove", absent={})).text
    assert sorted(await queue()) == ["1000", "1400"]
    assert "nothing of that kind" in (await room.run("remove", absent={})).text
    stage.assert_clean()


async def test_two_who_skip_at_once_are_told_what_each_of_them_did(stage: Stage) -> None:
    room = stage.room()
    guest = stage.discord.add_person(room.guild, "guest")
    stage.discord.join_voice(room.guild, guest)
    for song in (LONG, SECOND, THIRD):
        await room.play(song)
    await room.hears(0.5)
    answers = await asyncio.gather(
        room.run("skip"),
        stage.endpoint.command(room.guild, guest, "skip"),
    )
    told = sorted((re.findall(r"Ladder (\d+)", answer.text) for answer in answers), key=lambda names: int(names[0]))
    assert told == [["400", "1500"], ["1500", "2600"]]
    await room.hears_now(THIRD)
    stage.assert_clean()


async def test_commands_that_set_and_tell(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.hears(0.5)
    for command, options, expected in (
        ("volume", {"percent": 40}, "40 %"),
        ("effects", {"preset": "nightcore"}, "speed"),
        ("effects", {"speed": 80, "pitch": -2}, "`speed` 80 %, `pitch` -2"),
        ("effects", {"reverb": 30}, "`reverb` 30 %"),
        ("effects", {"equalizer": "1 2 x"}, "15 numbers"),
        ("effects", {"speed": 120, "mono": True}, "one thing at a time"),
        ("effects", {"off": True}, "40 %"),
        ("crossfade", {"seconds": 3}, "3 s"),
        ("crossfade", {"seconds": 0}, "40 %"),
        ("normalize", {"on": True}, "equally loud"),
        ("normalize", {"skip-silence": True}, "Silence"),
        ("normalize", {"on": False}, "Silence"),
        ("autoplay", {"on": True}, "Autoplay is on"),
        ("autoplay", {"on": False}, "Autoplay is off"),
        ("forward", {"by": "5"}, "plays on from"),
        ("player", {}, "Ladder 400"),
    ):
        told = await room.run(command, **options)
        assert expected in told.text, (command, options, told.text)
    await room.hears_more(0.5)
    assert LONG.second_of(room.heard.last_tone()) in range(5, 12)
    await room.run("skip")
    stats = await room.run("stats")
    assert stats.ephemeral and "1 track" in stats.text and f"<@{room.person.id}>" in stats.text, stats.text
    stage.assert_clean()


async def test_the_rules_of_the_room_hold_for_everybody_but_djs(stage: Stage) -> None:
    room = stage.room()
    owner = stage.discord.world.users[room.guild.owner_id]
    guest = stage.discord.add_person(room.guild, "guest")
    stage.discord.join_voice(room.guild, guest)
    role = stage.discord.world.add_role(room.guild, "DJ")
    other = stage.discord.world.add_channel(room.guild, "music", ChannelType.TEXT)

    async def rules(**options: object) -> str:
        return (await stage.endpoint.command(room.guild, owner, "settings", **options)).text

    urls: dict[Ladder, str] = {}

    async def play(person: User, song: Ladder, kind: str = "opus", **where: Channel | str) -> str:
        url = urls.setdefault(song, stage.publish(song, kind))
        return (await stage.endpoint.command(room.guild, person, "play", query=url, **where)).text

    await stage.endpoint.command(room.guild, owner, "dj", role=role)
    await rules(
        **{"fair-queue": True, "tracks-per-member": 1, "track-minutes": 1, "duplicates": False, "block": "Ladder 2600"}
    )
    await rules(**{"default-volume": 50, "language": "de"})
    assert "Ladder 400" in await play(room.person, LONG)
    assert "Ladder 1500" in await play(room.person, SECOND)
    assert "of your tracks may wait" in await play(room.person, Ladder(500, 50, 4))
    assert "in the queue already" in await play(guest, SECOND)
    assert "not played in this server" in await play(guest, THIRD)
    assert "Only members with the role" in await play(guest, Ladder(800, 50, 4), place="next"), "all take turns"
    # Its container tells its length.
    assert "1 min here at most" in await play(guest, Ladder(600, 5, 70), "webm")
    assert "50" in (await room.run("volume")).text
    await player_shows(room, "gewünscht")
    await rules(**{"text-channel": other})
    assert f"<#{other.id}>" in await play(guest, Ladder(700, 50, 4))
    assert "Ladder 700" in await play(guest, Ladder(700, 50, 4), channel=other)
    stage.assert_clean()


async def test_votes_decide_where_there_is_a_dj(stage: Stage) -> None:
    room = stage.room()
    guest = stage.discord.add_person(room.guild, "guest")
    stage.discord.join_voice(room.guild, guest)
    third = stage.discord.add_person(room.guild, "third")
    stage.discord.join_voice(room.guild, third)
    await room.play(LONG)
    await room.play(SECOND)
    owner = stage.discord.world.users[room.guild.owner_id]
    role = stage.discord.world.add_role(room.guild, "DJ")
    changed = await stage.endpoint.command(room.guild, owner, "dj", role=role)
    assert "DJs" in changed.text, changed.text
    told = await stage.endpoint.command(room.guild, guest, "pause")
    assert "Only members with the role" in told.text
    # A button is no way around it, whoever's message it is below.
    message = await player_shows(room, "Ladder 400")
    for button in ("pause", "previous", "loop", "shuffle"):
        pressed = await stage.endpoint.click_message(room.guild, guest, message, f"player:{button}")
        assert pressed.ephemeral and "Only members with the role" in pressed.text, (button, pressed.text)
    told = await stage.endpoint.command(room.guild, guest, "skip")
    assert "1 of 2 votes" in told.text
    told = await stage.endpoint.command(room.guild, guest, "skip")
    assert "counts already" in told.text
    told = await stage.endpoint.command(room.guild, third, "skip")
    assert "Skipped" in told.text
    await room.hears_now(SECOND)
    stage.assert_clean()


async def test_favourites_and_playlists(stage: Stage) -> None:
    room = stage.room()
    await room.play(LONG)
    await room.play(SECOND)
    assert "favourites now" in (await room.run("favourites", add={})).text
    assert "Ladder 400" in (await room.run("favourites", list={})).text
    assert "Saved 2 tracks" in (await room.run("playlist", save={"name": "Evening"})).text
    assert "already" in (await room.run("playlist", save={"name": "evening"})).text
    code = (await room.run("playlist", share={"name": "Evening"})).text.split("`")[1]
    await room.run("stop")
    assert "2 tracks are in the queue" in (await room.run("playlist", load={"name": "Evening"})).text
    await room.hears_more(0.5)
    guest = stage.discord.add_person(room.guild, "guest")
    stage.discord.join_voice(room.guild, guest)
    told = await stage.endpoint.command(room.guild, guest, "playlist", **{"import": {"code": code, "name": "Theirs"}})
    assert "Theirs" in told.text
    assert "Ladder 400" not in (await stage.endpoint.command(room.guild, guest, "favourites", list={})).text
    added = await stage.endpoint.use_on(room.guild, guest, "Add their favourites", room.person)
    assert "1 track" in added.text or "in the queue" in added.text
    assert "deleted" in (await room.run("playlist", delete={"name": "Evening"})).text
    message = {"id": "77", "content": f"listen: {stage.publish(THIRD)}", "attachments": [], "channel_id": "1"}
    played = await stage.endpoint.use_on(room.guild, room.person, "Play this", message)
    assert "Ladder 2600" in played.text
    assert "Ladder 400" in (await room.run("play-history")).text
    stage.assert_clean()
