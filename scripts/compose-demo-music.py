#!/usr/bin/env python3
"""Composes the music of `timmybot demo` and encodes it to Ogg/Opus.

The piece is written here note by note: 24 bars in D minor at 104 beats a minute, for electric piano, pad, bass, plucked
lead, bells and drums. Every sound is computed, nothing is sampled, and the same input gives the same samples.

Needs NumPy and an ffmpeg with libopus:
    scripts/compose-demo-music.py [--wav OUT.wav] [--out Sources/Operations/Demo/demo-music.ogg]
"""

import argparse
import pathlib
import subprocess
import wave

import numpy as np

RATE = 48_000
BEAT = 60 / 104
BAR = 4 * BEAT
BARS = 24
TAIL = 4.0
TOTAL = int((BARS * BAR + TAIL) * RATE)
NOTES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
random = np.random.default_rng(1859)


def pitch(name):
    """The frequency of a note such as `A4` (440 Hz), `Bb3` or `C#5`."""
    semitone = NOTES[name[0]] + name.count("#") - name[1:].count("b") + 12 * (int(name[-1]) + 1)
    return 440.0 * 2 ** ((semitone - 69) / 12)


class Mix:
    """A stereo sum, and what of it goes to the reverberation."""

    def __init__(self):
        self.dry = np.zeros((TOTAL, 2))
        self.wet = np.zeros((TOTAL, 2))

    def add(self, sound, at, gain=1.0, pan=0.0, send=0.2):
        """Adds the mono `sound` `at` seconds; `pan` from -1 (left) to 1 with equal power."""
        start = int(at * RATE)
        sound = sound[: TOTAL - start]
        angle = (pan + 1) * np.pi / 4
        stereo = sound[:, None] * gain * np.array([np.cos(angle), np.sin(angle)])
        self.dry[start : start + len(sound)] += stereo
        self.wet[start : start + len(sound)] += stereo * send


def clock(seconds):
    return np.arange(int(seconds * RATE)) / RATE


def envelope(time, length, attack, release):
    """Rises in `attack`, holds until `length`, then falls in `release` seconds."""
    rise = np.clip(time / attack, 0, 1)
    fall = np.clip((length + release - time) / release, 0, 1)
    return np.sin(rise * np.pi / 2) * fall**2


def lowpass(sound, cutoff):
    """A gentle low-pass filter by spectrum, for sounds short enough for that."""
    spectrum = np.fft.rfft(sound)
    frequency = np.fft.rfftfreq(len(sound), 1 / RATE)
    return np.fft.irfft(spectrum / np.sqrt(1 + (frequency / cutoff) ** 4), len(sound))


def highpass(sound, cutoff):
    spectrum = np.fft.rfft(sound)
    frequency = np.fft.rfftfreq(len(sound), 1 / RATE)
    weight = (frequency / cutoff) ** 2
    return np.fft.irfft(spectrum * weight / np.sqrt(1 + weight**2), len(sound))


# --- Instruments -----------------------------------------------------------------------------------------------------


def electric_piano(frequency, length, force=1.0):
    time = clock(length + 0.6)
    hammer = np.sin(2 * np.pi * 14 * frequency * time) * np.exp(-time * 38) * 0.9 * force
    tine = np.sin(2 * np.pi * frequency * time + (0.75 * force * np.exp(-time * 3.2) + 0.15) * np.sin(
        2 * np.pi * frequency * time)) + 0.02 * hammer
    body = np.sin(2 * np.pi * frequency * time + 0.25 * hammer)
    tremble = 1 + 0.08 * np.sin(2 * np.pi * 5.1 * time)
    return (0.6 * tine + 0.4 * body) * np.exp(-time * 1.1) * envelope(time, length, 0.004, 0.5) * tremble


def pad(frequency, length):
    time = clock(length + 1.6)
    total = np.zeros_like(time)
    for detune in (-0.0045, -0.0017, 0.0012, 0.0041):
        phase = random.uniform(0, 2 * np.pi)
        for harmonic in range(1, 9):
            weight = 1 / harmonic**1.7
            sway = 1 + 0.35 * np.sin(2 * np.pi * 0.13 * time + harmonic)
            total += weight * sway * np.sin(2 * np.pi * frequency * (1 + detune) * harmonic * time + harmonic * phase)
    return 0.12 * total * envelope(time, length, 0.9, 1.5)


def bass(frequency, length):
    time = clock(length + 0.12)
    growl = sum(np.sin(2 * np.pi * frequency * h * time) / h * np.exp(-time * (1.2 + 1.9 * h)) for h in range(1, 7))
    sub = np.sin(2 * np.pi * frequency * time) * np.exp(-time * 0.9)
    return np.tanh(1.6 * (0.7 * growl + 0.6 * sub)) * envelope(time, length, 0.006, 0.1)


def pluck(frequency, length, bright=1.0):
    """A string after Karplus and Strong, computed as decaying harmonics so that it stays in tune."""
    time = clock(length + 1.2)
    total = np.zeros_like(time)
    for harmonic in range(1, 14):
        overtone = frequency * harmonic * np.sqrt(1 + 0.00012 * harmonic**2)
        if overtone > 16_000:
            break
        weight = abs(np.sin(np.pi * harmonic * 0.21)) / harmonic ** (1.05 / bright)
        total += weight * np.sin(2 * np.pi * overtone * time) * np.exp(-time * (1.6 + 0.55 * harmonic))
    return total * envelope(time, length, 0.002, 1.0)


def bell(frequency, length=2.2):
    time = clock(length)
    modulator = np.sin(2 * np.pi * frequency * 3.51 * time) * 2.2 * np.exp(-time * 4)
    return np.sin(2 * np.pi * frequency * time + modulator) * np.exp(-time * 2.3) * envelope(time, length - 0.3, 0.002, 0.3)


def kick():
    time = clock(0.34)
    sweep = 2 * np.pi * (47 * time + 105 / 30 * (1 - np.exp(-time * 30)))
    click = random.standard_normal(len(time)) * np.exp(-time * 420) * 0.25
    return np.tanh(1.5 * np.sin(sweep) * np.exp(-time * 9.5)) + lowpass(click, 5000)


def snare():
    time = clock(0.28)
    rattle = highpass(random.standard_normal(len(time)), 1400) * np.exp(-time * 19)
    skin = (np.sin(2 * np.pi * 187 * time) + 0.6 * np.sin(2 * np.pi * 331 * time)) * np.exp(-time * 24)
    return 0.42 * rattle + 0.55 * skin


def hat(open_=False):
    time = clock(0.38 if open_ else 0.07)
    hiss = highpass(random.standard_normal(len(time)), 7200)
    return hiss * np.exp(-time * (9 if open_ else 62)) * 0.5


def shaker():
    time = clock(0.11)
    hiss = highpass(random.standard_normal(len(time)), 5200)
    return hiss * np.sin(np.clip(time / 0.11, 0, 1) * np.pi) ** 2 * 0.4


def crash():
    time = clock(2.6)
    hiss = highpass(random.standard_normal(len(time)), 3800)
    return hiss * np.exp(-time * 1.9) * 0.5


# --- The piece -------------------------------------------------------------------------------------------------------

CHORDS = {
    "Dm9": ("D2", ["F3", "A3", "C4", "E4"]),
    "Bbmaj7": ("Bb1", ["F3", "A3", "Bb3", "D4"]),
    "Fmaj9": ("F2", ["E3", "G3", "A3", "C4"]),
    "C6": ("C2", ["E3", "G3", "A3", "D4"]),
    "Gm9": ("G1", ["F3", "A3", "Bb3", "D4"]),
    "A7": ("A1", ["E3", "G3", "A3", "C#4"]),
    "Am7": ("A1", ["E3", "G3", "C4", "D4"]),
}
VERSE = ["Dm9", "Bbmaj7", "Fmaj9", "C6"]
BRIDGE = ["Gm9", "Am7", "Bbmaj7", "A7"]
FORM = VERSE * 3 + BRIDGE + VERSE + ["Dm9", "Bbmaj7", "C6", "Dm9"]

# Bar, beat within it, note, length in beats.
MELODY_A = [
    (0, 0.0, "A4", 1.5), (0, 1.5, "C5", 0.5), (0, 2.0, "D5", 1.0), (0, 3.0, "E5", 0.5), (0, 3.5, "D5", 0.5),
    (1, 0.0, "F5", 1.0), (1, 1.0, "D5", 1.5), (1, 2.5, "C5", 0.5), (1, 3.0, "A4", 1.0),
    (2, 0.0, "C5", 1.5), (2, 1.5, "G4", 0.5), (2, 2.0, "A4", 1.0), (2, 3.0, "C5", 1.0),
    (3, 0.0, "E5", 1.0), (3, 1.0, "D5", 0.5), (3, 1.5, "C5", 0.5), (3, 2.0, "G4", 2.0),
]
MELODY_B = [
    (0, 0.0, "Bb4", 1.0), (0, 1.0, "D5", 1.0), (0, 2.0, "F5", 1.5), (0, 3.5, "G5", 0.5),
    (1, 0.0, "E5", 2.0), (1, 2.0, "C5", 1.0), (1, 3.0, "D5", 1.0),
    (2, 0.0, "F5", 1.0), (2, 1.0, "G5", 0.5), (2, 1.5, "A5", 1.5), (2, 3.0, "F5", 1.0),
    (3, 0.0, "E5", 1.5), (3, 1.5, "C#5", 0.5), (3, 2.0, "A4", 2.0),
]
# Sixteenths of a bar at which the bass plays, and which degree: root, fifth or octave.
BASS_LINE = [(0, 0), (3, 0), (6, 7), (8, 0), (11, 12), (14, 7)]


def play_chords(mix):
    for bar, name in enumerate(FORM):
        start = bar * BAR
        notes = CHORDS[name][1]
        for index, note in enumerate(notes):
            side = -0.6 + 1.2 * index / (len(notes) - 1)
            mix.add(pad(pitch(note), BAR), start, 0.13 if bar < 4 or bar >= 20 else 0.085, side, 0.5)
        if bar < 2:
            continue
        strokes = [(0.0, 1.2, 1.0), (1.5, 0.7, 0.7), (2.75, 0.9, 0.8)] if bar < 20 else [(0.0, 3.0, 0.8)]
        for beat, length, force in strokes:
            for index, note in enumerate(notes):
                strum = 0.009 * index
                sound = electric_piano(pitch(note), length * BEAT, force)
                mix.add(sound, start + beat * BEAT + strum, (0.17 if bar < 4 else 0.13) * force, -0.35 + 0.1 * index, 0.3)


def play_bass(mix):
    for bar, name in enumerate(FORM):
        if bar < 4 or bar == len(FORM) - 1:
            continue
        root = pitch(CHORDS[name][0])
        line = BASS_LINE if bar < 20 else [(0, 0), (8, 0)]
        for step, semitones in line:
            length = 0.7 * BEAT if bar < 20 else 1.8 * BEAT
            sound = bass(root * 2 ** (semitones / 12), length)
            mix.add(sound, bar * BAR + step * BEAT / 4, 0.15, 0.0, 0.03)
    mix.add(bass(pitch("D2"), 2.5 * BEAT), (len(FORM) - 1) * BAR, 0.16, 0.0, 0.05)


def play_melody(mix):
    for first, notes in ((4, MELODY_A), (8, MELODY_A), (12, MELODY_B), (16, MELODY_A)):
        for bar, beat, note, length in notes:
            start = (first + bar) * BAR + beat * BEAT
            sound = pluck(pitch(note), length * BEAT, 1.15)
            mix.add(sound, start, 0.26, 0.18, 0.4)
            echo = pluck(pitch(note), length * BEAT, 0.8)
            mix.add(echo, start + 0.75 * BEAT, 0.085, -0.55, 0.6)
            if first == 16:
                mix.add(pluck(pitch(note) * 2, length * BEAT, 0.9), start, 0.05, -0.3, 0.6)


def play_bells(mix):
    arpeggio = ["D5", "A5", "E5", "C6", "A5", "F5", "E5", "C5"]
    for bar in list(range(0, 4)) + list(range(8, 12)) + list(range(20, 23)):
        for index, note in enumerate(arpeggio):
            if FORM[bar] == "C6" and note in ("F5",):
                note = "G5"
            gain = (0.035 if 4 <= bar < 20 else 0.075) + 0.015 * (index % 4 == 0)
            mix.add(bell(pitch(note)), bar * BAR + index * BEAT / 2, gain, 0.7 * np.sin(index * 1.9 + bar), 0.7)
    for index, note in enumerate(["D5", "F5", "A5", "D6"]):
        mix.add(bell(pitch(note), 3.2), 23 * BAR + index * BEAT / 2, 0.05, -0.6 + 0.4 * index, 0.8)


def play_drums(mix):
    for bar in range(4, 20):
        start = bar * BAR
        fill = bar % 4 == 3
        for step in (0, 7, 10) if not fill else (0, 6, 10, 13):
            mix.add(kick(), start + step * BEAT / 4, 0.38, 0.0, 0.02)
        if bar >= 6:
            for step in (4, 12):
                mix.add(snare(), start + step * BEAT / 4, 0.3, 0.05, 0.22)
        if fill and bar >= 7:
            for step, gain in ((13, 0.12), (14, 0.18), (15, 0.24)):
                mix.add(snare(), start + step * BEAT / 4, gain, -0.1, 0.25)
        for step in range(16):
            swing = 0.012 if step % 2 else 0.0
            if step % 2 == 0 and bar >= 8:
                mix.add(hat(step == 14), start + step * BEAT / 4, 0.13 if step % 4 else 0.09, 0.3, 0.08)
            accent = 0.12 if step % 4 == 2 else 0.07
            mix.add(shaker(), start + step * BEAT / 4 + swing, accent, -0.4, 0.1)
    for bar in (8, 12, 16, 20):
        mix.add(crash(), bar * BAR, 0.15, 0.25 if bar % 8 else -0.25, 0.4)


def reverberate(wet):
    """Convolves with the noise of a hall that dies away in about two seconds, differently on each side."""
    length = int(2.4 * RATE)
    time = np.arange(length) / RATE
    size = 1 << int(np.ceil(np.log2(TOTAL + length)))
    result = np.zeros((TOTAL, 2))
    for side in range(2):
        hall = random.standard_normal(length) * np.exp(-time * 3.0) * np.clip(time / 0.018, 0, 1)
        hall = lowpass(hall, 5200)
        hall /= np.sqrt(np.sum(hall**2))
        spectrum = np.fft.rfft(wet[:, side], size) * np.fft.rfft(hall, size)
        result[:, side] = np.fft.irfft(spectrum, size)[:TOTAL]
    return result


def compose():
    """The finished piece: stereo, 48 kHz, its peak at -2 dB."""
    mix = Mix()
    for part in (play_chords, play_bass, play_melody, play_bells, play_drums):
        part(mix)
    total = mix.dry + 0.9 * reverberate(mix.wet)
    for side in range(2):
        total[:, side] = highpass(total[:, side], 28)
    # Peaks are rounded off, not cut: the drums stay in front of the rest without deciding its level.
    level = np.percentile(np.abs(total), 99.7)
    total = np.tanh(total / level * 0.7)
    fade = int(2.5 * RATE)
    total[-fade:] *= np.linspace(1, 0, fade)[:, None] ** 1.5
    return total / np.max(np.abs(total)) * 10 ** (-2 / 20)


def write_wave(path, samples):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())


def encode(samples, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [
        "ffmpeg", "-y", "-nostdin", "-hide_banner", "-loglevel", "error", "-f", "s16le", "-ar", str(RATE), "-ac", "2",
        "-i", "pipe:0", "-c:a", "libopus", "-b:a", "96k", "-vbr", "on", "-compression_level", "10",
        "-frame_duration", "20", "-application", "audio", "-fflags", "+bitexact", "-flags:a", "+bitexact",
        "-map_metadata", "-1", "-serial_offset", "1859", "-metadata", "title=Night Shift",
        "-metadata", "artist=TimmyBot", str(path),
    ]  # fmt: skip
    pcm = np.round(samples * 32767).astype("<i2").tobytes()
    subprocess.run(command, input=pcm, check=True)


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "Sources/Operations/Demo/demo-music.ogg"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=default, help="the Ogg/Opus file to write")
    parser.add_argument("--wav", type=pathlib.Path, help="also write the uncompressed piece here")
    arguments = parser.parse_args()
    samples = compose()
    if arguments.wav:
        write_wave(arguments.wav, samples)
    encode(samples, arguments.out)
    print(f"{arguments.out}: {len(samples) / RATE:.1f} s, {arguments.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
