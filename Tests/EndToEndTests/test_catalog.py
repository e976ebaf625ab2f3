"""The catalogue with members' linked accounts: mirrored, streamed, and renewed, as people hear it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from DiscordSimulator import Simulator
from DiscordSimulator.certificates import Certificates
from DiscordSimulator.endpoint import BotEndpoint
from DiscordSimulator.media import Ladder, MediaFault, MediaLibrary, opus_packets
from ProviderSimulator import Providers
from ProviderSimulator.apple_music.catalogue import Song
from ProviderSimulator.oauth import Fault
from ProviderSimulator.soundcloud import catalogue as soundcloud
from ProviderSimulator.spotify import catalogue as spotify
from ProviderSimulator.youtube import data_api
from ProviderSimulator.youtube.innertube import HOSTS, InnerTube, Proxy, Video

from .accounts import link_account
from .bot import SecureBot
from .stage import Room, Stage
from .test_player import components

SONG = Ladder(base=500, step=50, seconds=6)
LONG = Ladder(base=1_200, step=50, seconds=20)
OTHER = Ladder(base=2_000, step=50, seconds=6)


@dataclass
class Music:
    """A stage whose bot knows the simulated services."""

    stage: Stage
    bot: SecureBot
    providers: Providers
    tube: InnerTube

    async def link(self, room: Room, provider: str, *, may_blend: bool = False) -> str:
        """The room's person links an account."""
        return await link_account(
            self.stage, self.providers, self.bot.base, room.guild, room.person, provider, may_blend=may_blend
        )

    def sing(self, title: str, ladder: Ladder) -> spotify.Track:
        """A track that Spotify names and that sounds like `ladder` at YouTube."""
        number = len(self.tube.videos)
        self.tube.add(Video(f"{number:011}", title, "Zoë", ladder.seconds, [self.stage.publish(ladder, "webm")]))
        return self.providers.spotify.catalogue.add(spotify.Track(f"{number:022}", title, "Zoë", ladder.seconds))


@pytest.fixture
async def music(request: pytest.FixtureRequest, tmp_path: Path, media: MediaLibrary) -> AsyncIterator[Music]:
    request.node.bots, request.node.simulators = [], []
    async with contextlib.AsyncExitStack() as stack:
        discord = await stack.enter_async_context(Simulator())
        request.node.simulators.append(discord)
        assert discord.certificates is not None and discord.ca_file is not None
        # Without TLS: media are fetched by the client for everybody's addresses, which trusts no authority of ours.
        providers = await stack.enter_async_context(Providers())
        tube = InnerTube()
        (tmp_path / "youtube").mkdir()
        certificates = Certificates.make(tmp_path / "youtube", names=HOSTS)
        proxy = await stack.enter_async_context(Proxy(tube, certificates.server_context()))
        authorities = tmp_path / "authorities.pem"
        authorities.write_text(discord.ca_file.read_text() + certificates.ca_file.read_text())
        bot = SecureBot(
            discord,
            tmp_path,
            TIMMYBOT_TLS_CERT=str(discord.certificates.chain_file),
            TIMMYBOT_TLS_KEY=str(discord.certificates.key_file),
            TIMMYBOT_YTDLP_PYTHON=sys.executable,
            TIMMYBOT_YTDLP_PROXY=proxy.url,
        )
        bot.environment |= providers.environment()
        bot.environment["TIMMYBOT_CA_FILE"] = str(authorities)
        bot.environment["TIMMYBOT_PUBLIC_URL"] = bot.base
        providers.register(bot.base)
        discord.oauth.redirects.append(f"{bot.base}/sign-in/discord/callback")
        request.node.bots.append(bot)
        await bot.start()
        stack.push_async_callback(bot.stop)
        endpoint = await stack.enter_async_context(BotEndpoint(discord, bot.interactions_url))
        await bot.at_gateway()
        await endpoint.wait_until_up()
        yield Music(Stage(discord, bot, endpoint, media), bot, providers, tube)
        log = bot.log.read_text(errors="replace")
        assert "CANARY" not in log, "a secret of a provider is in the log"


async def test_a_private_playlist_of_a_thousand_is_mirrored_and_heard(music: Music) -> None:
    """The first track plays at once from YouTube, the others are queued, and nobody searches for a thousand."""
    room = music.stage.room()
    person = await music.link(room, "spotify")
    catalogue = music.providers.spotify.catalogue
    tracks = [
        catalogue.add(spotify.Track(f"{number:022}", f"Song {number:04}", "Zoë", 6, f"QZAAA26{number:05}"))
        for number in range(1_000)
    ]
    mixtape = "m" * 22
    catalogue.playlists[mixtape] = spotify.Playlist(mixtape, "CANARY mixtape", person, tracks)
    video = Video("aaaaaaaaaaa", "Song 0000", "Zoë", 6, [music.stage.publish(SONG, "webm")])
    music.tube.add(video)
    music.tube.add(Video("bbbbbbbbbbb", "Song 0000 (Live)", "Zoë", 6, [music.stage.publish(OTHER, "webm")]))
    music.tube.add(Video("ccccccccccc", "Song 0001", "Zoë", 6, [music.stage.publish(OTHER, "webm")]))

    answer = await room.run("play", query=f"https://open.spotify.com/intl-de/playlist/{mixtape}?si=x", wait=60)
    assert "Song 0000" in answer.text, answer.text
    assert "mixtape" not in answer.text, "a private playlist's name was shown"
    await room.hears_now(SONG, timeout=30)
    await music.stage.discord.signal.wait_for(lambda: 950 in catalogue.offsets, 30, "the playlist's last page")
    # Searched: the one that plays, and at most the one behind it.
    assert len(music.tube.searches) <= 4, music.tube.searches
    await room.hears_now(OTHER, timeout=30)
    queue = await room.run("queue")
    assert "998" in queue.text or "999" in queue.text, queue.text
    assert set(catalogue.askers) == {person}


async def test_a_list_goes_on_arriving_after_the_node_was_killed(music: Music) -> None:
    room = music.stage.room()
    person = await music.link(room, "spotify")
    catalogue = music.providers.spotify.catalogue
    tracks = [catalogue.add(spotify.Track(f"{n:022}", f"Song {n:04}", "Zoë", 20)) for n in range(300)]
    mixtape = "m" * 22
    catalogue.playlists[mixtape] = spotify.Playlist(mixtape, "CANARY mixtape", person, tracks)
    music.tube.add(Video("aaaaaaaaaaa", "Song 0000", "Zoë", 20, [music.stage.publish(LONG, "webm")]))
    music.providers.spotify.knobs.faults.append(Fault("/items", times=None, delay=1))

    await room.run("play", query=f"https://open.spotify.com/playlist/{mixtape}", wait=60)
    await music.stage.discord.signal.wait_for(lambda: 100 in catalogue.offsets, 30, "the playlist's third page")
    node = music.bot.kill("voice-node")
    await music.bot.restarted("voice-node", node)
    await music.bot.at_gateway()
    deadline = time.monotonic() + 30
    while "299" not in (told := (await room.run("queue")).text):
        assert time.monotonic() < deadline, told
        await asyncio.sleep(0.3)
    assert set(catalogue.askers) == {person}
    # Nothing is missing, so that nothing has to be explained.
    assert room.messages == []


async def test_where_no_match_is_certain_people_choose_and_are_asked_only_once(music: Music) -> None:
    room = music.stage.room()
    await music.link(room, "spotify")
    track = music.providers.spotify.catalogue.add(spotify.Track("t" * 22, "Song", "Zoë", 200))
    music.tube.add(Video("bbbbbbbbbbb", "Song (Live at the Hall)", "Zoë", 320, [music.stage.publish(OTHER, "webm")]))
    answer = await room.run("play", query=f"https://open.spotify.com/track/{track.id}", wait=60)
    assert "Which one was meant?" in answer.text and "Live at the Hall" in answer.text, answer.text
    assert room.heard.seconds == 0
    select = next(item for item in components(answer.reply) if item["type"] == 3)
    await music.stage.endpoint.click(answer, room.person, select["custom_id"], values=[select["options"][0]["value"]])
    await room.hears_now(OTHER, timeout=30)
    again = await room.run("play", query=f"https://open.spotify.com/track/{track.id}", wait=60)
    assert "Which one was meant?" not in again.text, again.text


async def test_soundcloud_is_heard_and_two_people_use_their_own_accounts(music: Music, tmp_path: Path) -> None:
    first = music.stage.room()
    other = Room(music.stage, first.guild, music.stage.discord.add_person(first.guild, "bea"), first.listener)
    music.stage.discord.join_voice(first.guild, other.person)
    cloud, spot = music.providers.soundcloud.catalogue, music.providers.spotify.catalogue
    ann = await music.link(first, "soundcloud")
    bea = await music.link(other, "spotify")
    hls = soundcloud.make_hls(music.stage.file(SONG, "wav"), tmp_path / "hls")
    track = cloud.add(soundcloud.Track(7, "Leiter", "Zoe", SONG.seconds, hls))
    spot.add(spotify.Track("s" * 22, "Anders", "Bea", 6, "QZAAA2600001"))
    music.tube.add(Video("ddddddddddd", "Anders", "Bea", 6, [music.stage.publish(OTHER, "webm")]))

    answer = await first.run("play", query=track.link, wait=60)
    assert "Leiter" in answer.text, answer.text
    answer = await other.run("play", query="https://open.spotify.com/track/" + "s" * 22, wait=60)
    assert "Anders" in answer.text, answer.text
    await first.hears_now(SONG, timeout=30)
    await first.hears_now(OTHER, timeout=30)
    heard = [SONG.second_of(tone) for tone in first.heard.tones()]
    assert heard[: SONG.seconds] == list(range(SONG.seconds)), first.heard.tones()
    assert cloud.segments >= 3
    assert cloud.leaks == [], "the token went to where the media is"
    assert (set(cloud.askers), set(spot.askers)) == ({ann}, {bea})


async def test_a_private_playlist_of_youtube_s_and_a_song_of_apple_s_are_heard(music: Music) -> None:
    """What yt-dlp is not shown comes by the member's Google sign-in, Apple's song by the developer's key."""
    room = music.stage.room()
    person = await music.link(room, "youtube")
    video = music.tube.add(Video("fffffffffff", "Leiter", "Zoë", 6, [music.stage.publish(SONG, "webm")]))
    playlist = data_api.Playlist("PL" + "p" * 32, "CANARY private list", person, [None, video])
    music.providers.youtube.data.add(playlist)
    song = music.providers.apple_music.catalogue.add(Song("1440933467", "Anders", "Bea", 6, "QZAAA2600001"))
    music.tube.add(Video("ggggggggggg", "Anders", "Bea", 6, [music.stage.publish(OTHER, "webm")]))

    answer = await room.run("play", query=f"https://www.youtube.com/playlist?list={playlist.id}", wait=60)
    assert "Leiter" in answer.text and "private list" not in answer.text, answer.text
    answer = await room.run("play", query=song.link, wait=60)
    assert "Anders" in answer.text, answer.text
    await room.hears_now(SONG, timeout=30)
    await room.hears_now(OTHER, timeout=30)
    assert set(music.providers.youtube.data.askers) == {person}
    assert music.providers.apple_music.refusals == []


async def test_apple_s_library_is_proposed_to_its_owner_alone_and_heard(music: Music) -> None:
    """Typing a word of a playlist's name proposes it, with whose account opens it, until the account is unlinked."""
    ann = music.stage.room()
    bea = Room(music.stage, ann.guild, music.stage.discord.add_person(ann.guild, "bea"), ann.listener)
    catalogue = music.providers.apple_music.catalogue
    loved = catalogue.add(Song("1440933461", "Leise", "Zoë", 6, "QZAAA2600002"))
    listed = catalogue.add(Song("1440933462", "Anders", "Zoë", 6, "QZAAA2600003"))
    catalogue.library.append(loved)
    catalogue.playlists["p.u8x1"] = ("Leise Lieder", [listed])
    music.tube.add(Video("iiiiiiiiiii", "Leise", "Zoë", 6, [music.stage.publish(SONG, "webm")]))
    music.tube.add(Video("jjjjjjjjjjj", "Anders", "Zoë", 6, [music.stage.publish(OTHER, "webm")]))
    await music.link(ann, "apple-music")

    async def typed(room: Room) -> dict[str, str]:
        endpoint = music.stage.endpoint
        choices = await endpoint.autocomplete(room.guild, room.person, "play", "query", query="leis")
        return {choice["name"]: choice["value"] for choice in choices}

    song, mixtape = "Leise — Zoë · Apple Music · 0:06 · your account", "📃 Leise Lieder · Apple Music · your account"
    deadline = time.monotonic() + 30
    while mixtape not in (known := await typed(ann)):
        assert time.monotonic() < deadline, known
        await asyncio.sleep(0.2)
    assert known[song] == loved.link, known
    assert not [name for name in await typed(bea) if "📃" in name or "account" in name]

    answer = await ann.run("play", query=known[mixtape], wait=60)
    assert "Anders" in answer.text and "Lieder" not in answer.text, answer.text
    await ann.hears_now(OTHER, timeout=30)
    await ann.run("play", query=known[song], wait=60)
    await ann.hears_now(SONG, timeout=30)
    await ann.run("unlink", provider="apple-music")
    assert not [name for name in await typed(ann) if "📃" in name or "account" in name]
    assert music.providers.apple_music.refusals == []


async def test_a_spotify_uri_is_mirrored_and_what_a_list_can_t_begin_with_is_named(music: Music) -> None:
    room = music.stage.room()
    person = await music.link(room, "spotify")
    catalogue = music.providers.spotify.catalogue
    tracks = [catalogue.add(spotify.Track(f"{number:022}", f"Song {number}", "Zoë", 6)) for number in range(2)]
    catalogue.playlists["n" * 22] = spotify.Playlist("n" * 22, "Mix", person, tracks)
    music.tube.add(Video("hhhhhhhhhhh", "Song 1", "Zoë", 6, [music.stage.publish(SONG, "webm")]))
    answer = await room.run("play", query=f"spotify:playlist:{'n' * 22}", wait=60)
    assert "**Song 0** was skipped" in answer.text and "Playing **[Song 1]" in answer.text, answer.text
    await room.hears_now(SONG, timeout=30)


async def test_an_address_that_expires_in_mid_track_is_replaced_without_a_gap(music: Music) -> None:
    room = music.stage.room()
    long = Ladder(base=500, step=20, seconds=40)
    size = music.stage.file(long, "opus").stat().st_size
    # Breaks off in the middle and is honoured no more; the next lookup tells another address.
    old = music.stage.publish(long, "opus", MediaFault(close_at=size // 2))
    entry = music.stage.discord.media.behind(old)
    new = music.stage.publish(long, "opus")
    music.tube.add(Video("eeeeeeeeeee", "Lange Leiter", "Zoë", 40, [old, new]))
    entry.fault.fail_from_request, entry.fault.status = 2, None
    await room.run("play", query="https://www.youtube.com/watch?v=eeeeeeeeeee", wait=60)
    await room.hears(38, timeout=90)
    packets = opus_packets(music.stage.file(long, "opus"))
    heard = room.heard
    assert heard.gaps(longer_than=0.1) == []
    assert heard.opus == packets[: len(heard.opus)]
    requests = music.stage.discord.media.behind(new).requests
    assert requests and requests[0].range is not None, "the new address was not entered at the same byte"


async def test_members_libraries_are_heard_and_a_blend_takes_from_those_who_allowed_it(music: Music) -> None:
    ann = music.stage.room()
    others = [music.stage.discord.add_person(ann.guild, name) for name in ("bea", "cid", "dan")]
    bea, cid, dan = (Room(music.stage, ann.guild, person, ann.listener) for person in others)
    for room in (bea, cid):
        music.stage.discord.join_voice(ann.guild, room.person)
    catalogue = music.providers.spotify.catalogue
    people = [
        await music.link(ann, "spotify"),
        await music.link(bea, "spotify", may_blend=True),
        # Present, but not agreed; and agreed, but elsewhere.
        await music.link(cid, "spotify"),
        await music.link(dan, "spotify", may_blend=True),
    ]
    ladders = [Ladder(base=400 + 600 * number, step=50, seconds=6) for number in range(4)]
    listed, liked, recent, other = (
        music.sing(f"Song {name}", ladder)
        for name, ladder in zip(("Listed", "Liked", "Recent", "Other"), ladders, strict=True)
    )
    waiting = [music.sing(f"Song {name}", ladders[0]) for name in ("Uno", "Due", "Tre", "Quattro")]
    catalogue.playlists["p" * 22] = spotify.Playlist("p" * 22, "Evening", people[0], [listed])
    catalogue.liked = {
        people[0]: [liked, waiting[0], waiting[1]],
        people[1]: [other, liked, waiting[2]],
        people[2]: [waiting[3]],
        people[3]: [waiting[3]],
    }
    catalogue.played[people[0]] = [recent]

    shown = await ann.run("my-playlists", wait=60)
    assert shown.ephemeral and "Evening" in shown.text and "Liked Songs" in shown.text, shown.text
    select = next(item for item in components(shown.reply) if item["type"] == 3)
    (value,) = (option["value"] for option in select["options"] if option["label"] == "Evening")
    await music.stage.endpoint.click(shown, ann.person, select["custom_id"], values=[value], wait=60)
    await ann.hears_now(ladders[0], timeout=30)
    await ann.run("stop")
    answer = await ann.run("liked-songs", wait=60)
    assert answer.ephemeral and "Song Liked" in answer.text, answer.text
    await ann.hears_now(ladders[1], timeout=30)
    await ann.run("stop")
    answer = await ann.run("recommendations", wait=60)
    assert answer.ephemeral and "Song Recent" in answer.text, answer.text
    await ann.hears_now(ladders[2], timeout=30)
    await ann.run("stop")

    asked = len(catalogue.askers)
    answer = await ann.run("blend", wait=60)
    assert not answer.ephemeral and "Song Liked" in answer.text, answer.text
    queue = await ann.run("queue")
    order = [name for name in re.findall(r"Song (\w+)", queue.text) if name != "Liked"]
    assert order == ["Other", "Uno", "Due", "Tre"], "in turns, what both like once"
    assert {people[0], people[1]} <= set(catalogue.askers[asked:])
    assert not {people[2], people[3]} & set(catalogue.askers[asked:]), "an account was used that nobody allowed"
    await ann.hears_now(ladders[1], timeout=30)
    await ann.run("skip")
    await ann.hears_now(ladders[3], timeout=30)
    told = await dan.run("blend", wait=60)
    assert told.ephemeral or "voice channel" in told.text, told.text
