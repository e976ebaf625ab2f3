"""What listeners hear of volume, effects, crossfades and equal loudness: decoded and measured."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from DiscordSimulator.listening.analysis import write_wav
from DiscordSimulator.listening.opus import FRAME, RATE
from DiscordSimulator.media import Ladder, opus_packets

from .conftest import StageMaker
from .node_jobs import SECRET, set_sound
from .stage import Room, Stage

# One tone, so that all else that is heard is the bot's doing.
TONE = Ladder(440, 0, 30)
MUSIC = Path(__file__).resolve().parents[2] / "Sources/Operations/Demo/demo-music.ogg"
SHORT, NEXT = Ladder(400, 0, 8), Ladder(700, 0, 8)


@pytest.fixture
async def stage(make_stage: StageMaker) -> AsyncIterator[Stage]:
    async with make_stage(TIMMYBOT_JOB_SECRET=SECRET) as made:
        yield made


async def sound(room: Room, **change: Any) -> dict[str, Any]:
    """Changes how the room's playback sounds."""
    return await set_sound(room.stage.bot.node_port, room.guild.id, room.person.id, **change)


def left(pcm: NDArray[np.int16]) -> NDArray[np.float64]:
    """The left channel between -1 and 1."""
    return pcm[:, 0].astype(np.float64) / 32768


def amplitude(samples: NDArray[np.float64], hertz: float) -> float:
    """Of one frequency in a piece of sound."""
    window = np.hanning(len(samples))
    phase = 2j * np.pi * hertz * np.arange(len(samples)) / RATE
    return float(2 * abs(np.sum(samples * window * np.exp(-phase))) / np.sum(window))


# How much steeper a step may be at a switch than the steepest of the same sound before and behind it. Measured: 1.01 at
# most. Packets made without the pitch filter that a decoder still applies give 1.5 to 1.7 (docs/decisions/0007).
CLICK = 1.1


def largest_jump(samples: NDArray[np.float64]) -> float:
    """Between neighbouring samples."""
    return float(np.abs(np.diff(samples)).max())


def assert_no_click(samples: NDArray[np.float64], first: int, last: int, *undisturbed: range) -> None:
    """Between packets `first` and `last` no step is steeper than what `undisturbed` packets of the same sound have."""
    own = max(largest_jump(samples[part.start * FRAME : part.stop * FRAME]) for part in undisturbed)
    jump = largest_jump(samples[first * FRAME : last * FRAME])
    assert jump < CLICK * own, f"a step of {jump / own:.2f} times the sound's own between packets {first} and {last}"


def assert_without_gap(room: Room) -> None:
    """Every tick had a packet."""
    packets = room.heard.music().packets
    assert {(later.timestamp - earlier.timestamp) % 2**32 for earlier, later in itertools.pairwise(packets)} == {960}


async def test_the_volume_changes_in_mid_track_and_the_track_is_passed_on_again(stage: Stage) -> None:
    room = stage.room()
    await room.play(TONE)
    await room.hears(1.5)
    assert (await sound(room, set="volume", percent=40))["volume"] == 40
    began = len(room.heard.opus)
    await room.hears_more(2)
    await sound(room, set="volume", percent=100)
    ended = len(room.heard.opus)
    await room.hears_more(2)
    heard, source = room.heard, opus_packets(stage.file(TONE))
    own = [packet == source[index] for index, packet in enumerate(heard.opus)]
    first, last = own.index(False), len(own) - 1 - own[::-1].index(False)
    assert began - 10 <= first <= began + 40, "the track's own packets until the change"
    assert last <= ended + 60, "the track's own packets again"
    assert_without_gap(room)
    samples = left(heard.pcm())
    loud = amplitude(samples[20 * FRAME : (first - 5) * FRAME], 440)
    soft = amplitude(samples[(first + 20) * FRAME : (ended - 5) * FRAME], 440)
    assert abs(soft / loud - 0.4) < 0.01
    assert_no_click(samples, first - 5, last + 25, range(20, first - 5))
    stage.assert_clean()


# In the order of their trial; what each does is measured in `measure_effect`. Presets are named by themselves.
EFFECTS: dict[str, dict[str, Any] | None] = {
    "lowPass": {"hertz": 220},
    "tremolo": {"hertz": 6, "depth": 0.8},
    "vibrato": {"hertz": 6, "depth": 0.5},
    "rotation": {"hertz": 2},
    "equalizer": {"gains": [0, 0, 0, 0, 0, 0, 6] + [0] * 8},
    "bassBoost": {"decibels": 9},
    "karaoke": {"amount": 1},
    "mono": {},
    "rock": None,
    "nightcore": None,
    "vaporwave": None,
}


def measure_effect(effect: str, plain: NDArray[np.float64], pcm: NDArray[np.float64]) -> None:
    """Checks what an effect has made of 60 Hz and 440 Hz, the right side of which is 0.8 of the left."""
    low, high = amplitude(plain, 60), amplitude(plain, 440)
    after = pcm[:, 0]

    def level(hertz: float, of: float) -> float:
        return float(20 * np.log10(amplitude(after, hertz) / of))

    if effect == "lowPass":
        assert abs(level(440, high) + 24.1) < 1.5, "an octave above the edge: 24 dB"
        assert abs(level(60, low)) < 0.5
    elif effect == "tremolo":
        parts = [amplitude(after, hertz) / high for hertz in (434, 440, 446)]
        assert np.allclose(parts, (0.2, 0.6, 0.2), atol=0.03), parts
    elif effect == "vibrato":
        # Half a semitone, 13.1 Hz, six times a second: Bessel functions of 2.18.
        parts = [amplitude(after, hertz) / high for hertz in (434, 440, 446)]
        assert np.allclose(parts, (0.556, 0.121, 0.556), atol=0.05), parts
    elif effect == "rotation":
        pieces = [pcm[start : start + RATE // 20] for start in range(0, len(pcm) - RATE // 20, RATE // 20)]
        powers = np.array([np.mean(piece**2, axis=0) for piece in pieces])
        balance = 10 * np.log10(powers[:, 0] / powers[:, 1])
        assert balance.max() > 12 and balance.min() < -12, balance
    elif effect == "nightcore":
        # As a record played a quarter too fast: all frequencies by five quarters.
        assert abs(level(440 * 1.25, high)) < 1.5 and abs(level(60 * 1.25, low)) < 1.5
        assert level(440, high) < -20
    elif effect == "vaporwave":
        # And by four fifths, in a small hall.
        assert -9 < level(440 * 0.8, high) < 3 and level(440, high) < -20
    elif effect == "rock":
        # The preset's bands at 63 Hz and 400 Hz, with what their neighbours add.
        assert 2.5 < level(60, low) < 5.5 and -3.5 < level(440, high) < -0.8
    elif effect == "equalizer":
        assert 4.5 < level(440, high) < 6.2 and abs(level(60, low)) < 0.5
    elif effect == "bassBoost":
        assert 7 < level(60, low) < 9.2 and abs(level(440, high)) < 1
    elif effect == "karaoke":
        # Nine tenths of the left are in common with the right, and go; the bass stays.
        assert abs(level(440, high) + 20) < 2.5 and abs(level(60, low)) < 1.5
    else:
        assert abs(level(440, high) + 0.92) < 0.2, "the middle of both sides"
        sides = np.abs(pcm[:, 0] - pcm[:, 1])
        assert sides.mean() < 0.03 * np.abs(after).mean(), "both sides are the same"


async def test_each_effect_does_to_the_spectrum_what_it_says_without_a_click(stage: Stage, tmp_path: Path) -> None:
    room = stage.room()
    tones = "0.12*sin(2*PI*60*t)+0.2*sin(2*PI*440*t)"
    source = make_opus(tmp_path / "tones.opus", f"aevalsrc={tones}|0.8*({tones}):s=48000:d=60")
    await room.run("play", query=stage.discord.media.publish(source))
    await room.hears(1.5)
    begun: list[tuple[str, int]] = []
    for effect, values in EFFECTS.items():
        if values is None:
            await sound(room, set="preset", preset=effect)
        else:
            await sound(room, set="clearEffects")
            await sound(room, set="effect", effect={"effect": effect} | values)
        begun.append((effect, len(room.heard.opus)))
        await room.hears_more(2)
    assert_without_gap(room)
    pcm = room.heard.pcm().astype(np.float64) / 32768
    samples = pcm[:, 0]
    plain = undisturbed = range(15, 60)
    for effect, began in begun:
        former, undisturbed = undisturbed, range(began + 40, began + 95)
        measure_effect(
            effect,
            samples[plain.start * FRAME : plain.stop * FRAME],
            pcm[undisturbed.start * FRAME : undisturbed.stop * FRAME],
        )
        assert_no_click(samples, began - 5, began + 40, former, undisturbed)
    stage.assert_clean()


async def test_speed_and_pitch_are_changed_apart(stage: Stage) -> None:
    room = stage.room()
    song = Ladder(400, 50, 30)
    await room.play(song)
    await room.hears(1.5)

    async def heard_for(packets: int, **change: Any) -> list[float]:
        """The tones of each tenth of a second, once the change is at work."""
        await sound(room, set="effect", effect={"effect": "timescale"} | change)
        began = len(room.heard.opus) + 40
        await room.hears_more((packets + 50) / 50)
        samples = left(room.heard.pcm())[began * FRAME : (began + packets) * FRAME]
        tenths = samples[: len(samples) // 4_800 * 4_800].reshape(-1, 4_800)
        return [strongest(tenth) for tenth in tenths]

    faster = await heard_for(100, speed=2, semitones=0)
    places = [(tone - song.base) / song.step for tone in faster]
    assert all(abs(place - round(place)) < 0.3 for place in places), f"the pitch is the song's own: {faster}"
    # Twenty tenths at double speed: four steps of the ladder, less a tenth.
    assert 3 <= places[-1] - places[0] <= 4.2, faster
    higher = await heard_for(100, speed=1, semitones=7)
    places = [(tone / 2 ** (7 / 12) - song.base) / song.step for tone in higher]
    assert all(abs(place - round(place)) < 0.3 for place in places), f"seven semitones higher: {higher}"
    assert 1.5 <= places[-1] - places[0] <= 2.2, higher
    stage.assert_clean()


def strongest(samples: NDArray[np.float64]) -> float:
    """The frequency that is loudest, to 1.25 Hz."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * len(samples)))
    return float(np.argmax(power) * RATE / (8 * len(samples)))


async def test_a_hall_sounds_on_behind_the_last_track(stage: Stage) -> None:
    room = stage.room()
    await sound(room, set="effect", effect={"effect": "reverb", "amount": 1})
    await room.play(Ladder(700, 0, 3))
    await room.hears(4)
    heard = await room.falls_quiet()
    samples = left(heard.pcm())
    end = 3 * RATE
    tone = amplitude(samples[RATE : 2 * RATE], 700)
    levels = [
        20 * np.log10(amplitude(samples[end + start : end + start + RATE // 10], 700) / tone)
        for start in (RATE // 10, RATE // 2)
    ]
    assert levels[0] > -30, "the hall answers"
    assert levels[1] < levels[0] - 4, "and dies away"
    stage.assert_clean()


async def test_encoders_expect_the_loss_that_the_voice_server_reports(stage: Stage) -> None:
    room = stage.room()
    stage.discord.voice.knobs.report_interval = 0.5
    await room.play(TONE)
    await sound(room, set="volume", percent=50)
    await room.hears(3)

    def told(percent: int) -> bool:
        log = stage.bot.log.read_text(errors="replace")
        return re.search(rf"lost on their way.*expected\W+{percent} %", log) is not None

    assert not told(8)
    stage.discord.voice.knobs.udp_loss = 0.2
    # Others hear what still arrives; what the listener does not hear is no silence of the bot's.
    await stage.discord.signal.wait_for(lambda: told(8), 10, "the encoders to expect 8 % of loss")
    stage.assert_clean()


async def test_tracks_fade_over_by_equal_power(stage: Stage) -> None:
    room = stage.room()
    await sound(room, set="crossfade", seconds=3)
    await room.play(SHORT)
    await room.play(NEXT)
    await room.hears(13)
    heard = await room.falls_quiet()
    one, other = opus_packets(stage.file(SHORT)), opus_packets(stage.file(NEXT))
    assert len(heard.opus) == len(one) + len(other) - 150
    assert_without_gap(room)
    fade = len(one) - 150
    assert heard.opus[:fade] == one[:fade], "passed on until the fade"
    assert heard.opus[fade + 200 :] == other[200:], "and again after it"
    samples = left(heard.pcm())
    first, second = samples[50 * FRAME : 100 * FRAME], samples[(fade + 200) * FRAME :][:48_000]
    whole = [amplitude(first, 400), amplitude(second, 700)]
    powers = []
    for part in range(10, 140, 10):
        piece = samples[(fade + part) * FRAME : (fade + part + 10) * FRAME]
        gains = [amplitude(piece, hertz) / level for hertz, level in zip((400, 700), whole, strict=True)]
        angle = np.pi / 2 * (part + 5) / 150
        # The sources' own fades of 5 ms once a second are in it.
        assert abs(gains[0] - np.cos(angle)) < 0.08 and abs(gains[1] - np.sin(angle)) < 0.08, (part, gains)
        powers.append(gains[0] ** 2 + gains[1] ** 2)
    assert min(powers) > 0.85 and max(powers) < 1.15, powers
    stage.assert_clean()


async def test_processed_tracks_follow_each_other_without_a_gap(stage: Stage) -> None:
    room = stage.room()
    await sound(room, set="volume", percent=50)
    await room.play(Ladder(400, 40, 4))
    await room.play(Ladder(900, 40, 4))
    await room.hears(7.5)
    heard = await room.falls_quiet()
    assert_without_gap(room)
    assert len(heard.opus) == sum(len(opus_packets(stage.file(Ladder(base, 40, 4)))) for base in (400, 900))
    assert [round(tone / 20) * 20 for tone in heard.tones()[:8]] == [400, 440, 480, 520, 900, 940, 980, 1020]
    stage.assert_clean()


async def test_a_loud_track_is_heard_at_the_common_loudness(stage: Stage, tmp_path: Path) -> None:
    room = stage.room()
    await sound(room, set="normalize", on=True)
    loud = tmp_path / "loud.opus"
    make_opus(loud, "anoisesrc=color=white:amplitude=0.5:seed=7:sample_rate=48000:d=20")
    await room.run("play", query=stage.discord.media.publish(loud))
    await room.hears(14)
    wav = tmp_path / "heard.wav"
    # The first seconds pass while the track is measured for the first time.
    write_wav(wav, room.heard.pcm()[4 * RATE : 14 * RATE])
    integrated, peak = measure(wav)
    assert abs(integrated + 14) < 0.5, integrated
    assert peak <= -1, peak
    assert abs(measure(loud)[0] - integrated) > 2, "it was another loudness before"
    # What is soft but for its peaks is raised as far as they allow, and not higher where listeners decode it.
    soft = make_opus(tmp_path / "soft.opus", f"amovie={MUSIC},volume=-12dB,atrim=end=20")
    await room.run("play", query=stage.discord.media.publish(soft), place="now")
    begun = room.heard.seconds
    await room.hears_more(10)
    write_wav(wav, room.heard.pcm()[round((begun + 5) * RATE) : round((begun + 10) * RATE)])
    assert -6 < measure(wav)[1] <= -1, measure(wav)
    # And what is twice as loud is limited to that, not cut off.
    await sound(room, set="volume", percent=200)
    begun = room.heard.seconds
    await room.hears_more(5)
    write_wav(wav, room.heard.pcm()[round((begun + 1) * RATE) : round((begun + 5) * RATE)])
    assert -4 < measure(wav)[1] <= -1, measure(wav)
    stage.assert_clean()


async def test_the_sound_is_the_same_after_a_crash(stage: Stage) -> None:
    room = stage.room()
    await room.play(TONE)
    await sound(room, set="volume", percent=30)
    await room.hears(3)
    died = stage.bot.kill("voice-node")
    await stage.bot.restarted("voice-node", died)
    heard = await room.hears_more(3, timeout=30)
    assert (await sound(room, set="show"))["volume"] == 30
    samples = left(heard.pcm())
    assert abs(amplitude(samples[-RATE:], 440) / 0.2747 - 0.3) < 0.03


def make_opus(path: Path, source: str) -> Path:
    """What a source of ffmpeg's gives, as Ogg/Opus."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-ac", "2"]
    subprocess.run([*command, "-c:a", "libopus", "-b:a", "128k", str(path)], check=True, timeout=60)
    return path


def measure(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak by ffmpeg's own filter."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true"]
    text = subprocess.run(
        [*command, "-f", "null", "-"], check=True, stderr=subprocess.PIPE, text=True, timeout=60
    ).stderr.split("Summary:")[1]
    found = [re.search(rf"{label}:\s*(-?[\d.]+)", text) for label in ("I", "Peak")]
    assert found[0] and found[1], text
    return float(found[0][1]), float(found[1][1])
