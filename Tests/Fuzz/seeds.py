"""Writes first inputs for the fuzz targets from the published test vectors, where those are present."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

VECTORS = pathlib.Path(os.environ.get("TIMMYBOT_VECTORS_DIR", "../shared/vectors"))


def write(folder: pathlib.Path, name: str, data: bytes) -> None:
    """Adds one input."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def event(op: int, body: bytes) -> bytes:
    """An event as SessionFuzz reads it."""
    return bytes([op]) + len(body).to_bytes(2, "big") + body


def media(folder: pathlib.Path) -> None:
    """A short tone in each format that is read here. The last byte is the place that is looked for."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, options in {
        "opus.ogg": "-c:a libopus -b:a 16k -metadata R128_TRACK_GAIN=-256",
        "opus.webm": "-c:a libopus -b:a 16k -metadata artist=B",
        "live.webm": "-c:a libopus -b:a 16k -f webm -live 1",
        "tone.mp3": "-c:a libmp3lame -b:a 32k",
        "utf16.mp3": "-c:a libmp3lame -b:a 32k -id3v2_version 3",
        "tone.flac": "-c:a flac -ar 8000",
        "tone.wav": "-c:a pcm_u8 -ar 8000",
        "tone.m4a": "-c:a aac -b:a 16k -movflags +faststart",
    }.items():
        source = ["-f", "lavfi", "-i", "sine=duration=0.06", "-ac", "1", "-metadata", "title=A"]
        ffmpeg = ["ffmpeg", "-loglevel", "error", "-nostdin", "-y", *source, *options.split(), str(folder / name)]
        subprocess.run(ffmpeg, check=True)
        write(folder, name, (folder / name).read_bytes() + b"\x00")


def playlists(folder: pathlib.Path) -> None:
    """One text of each kind."""
    write(folder, "main.m3u8", b"#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",DEFAULT=YES,URI=\"a.m3u8\"\n"
          b"#EXT-X-STREAM-INF:BANDWIDTH=96000,CODECS=\"mp4a.40.2\",AUDIO=\"a\"\nlow.m3u8\n")
    write(folder, "media.m3u8", b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:7\n"
          b"#EXT-X-MAP:URI=\"i.mp4\",BYTERANGE=\"10@0\"\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x1F\n"
          b"#EXTINF:5.9,\n#EXT-X-BYTERANGE:100@10\na.ts\n#EXTINF:6,\n#EXT-X-BYTERANGE:5\na.ts\n#EXT-X-ENDLIST\n")
    write(folder, "list.m3u", b"#EXTM3U\n#EXTINF:123,Artist - Title\nhttp://a.example/b.mp3\n")
    write(folder, "list.pls", b"[playlist]\nFile1=http://a.example/\nTitle1=A\nLength1=-1\nNumberOfEntries=1\n")
    write(folder, "icy", b"StreamTitle='A - It''s B';StreamUrl='';\x00\x00")
    write(folder, "lyrics.lrc", b"[ar:A]\n[offset:-250]\n[00:01.50][01:02.3]la\n[99:59,999]lo\n")
    write(folder, "range", b"bytes 0-99/100")


def main(out: pathlib.Path) -> None:
    """Prepares every target's corpus."""
    write(out / "FrameFuzz/corpus", "empty", b"")
    write(out / "FrameFuzz/corpus", "frame", bytes(68) + bytes([1, 12, 0xFA, 0xFA]))
    write(out / "FrameFuzz/corpus", "ranges", bytes(40) + bytes([1, 0, 2, 8, 4, 16, 0xFA, 0xFA]))
    media(out / "MediaFuzz/corpus")
    playlists(out / "PlaylistFuzz/corpus")
    start = event(2, b"") + event(4, b"\x01")
    write(out / "SessionFuzz/corpus", "version-0", event(4, b"\x00") + event(24, b"\x01\x01") + event(22, b"\x03"))
    if not VECTORS.is_dir():
        return
    for number, case in enumerate(json.loads((VECTORS / "mls/messages.json").read_text())):
        for name, value in case.items():
            target = "WelcomeFuzz" if name in ("ratchet_tree", "group_secrets") else "MLSMessageFuzz"
            write(out / target / "corpus", f"{name}-{number}", bytes.fromhex(value))
        write(out / "WelcomeFuzz/corpus", f"welcome-{number}", bytes.fromhex(case["mls_welcome"])[4:])
        write(out / "WelcomeFuzz/corpus", f"info-{number}", bytes.fromhex(case["mls_group_info"])[4:])
        write(out / "KeyPackageFuzz/corpus", f"package-{number}", bytes.fromhex(case["mls_key_package"])[4:])
    for number, case in enumerate(json.loads((VECTORS / "mls/tree-validation.json").read_text())):
        write(out / "WelcomeFuzz/corpus", f"tree-{number}", bytes.fromhex(case["tree"]))
    captured = json.loads((VECTORS / "dave/captured_discord.json").read_text())
    recorded = json.loads((VECTORS / "dave/joiner_with_davey.json").read_text())
    write(out / "KeyPackageFuzz/corpus", "davey", bytes.fromhex(recorded["joiner"]["key_package"]))
    sender = event(25, bytes.fromhex(captured["external_sender_op25"]))
    append = event(27, b"\x00" + bytes.fromhex(captured["proposals_append_op27"]))
    revoke = event(27, b"\x01" + bytes.fromhex(captured["proposals_revoke_op27"]))
    write(out / "SessionFuzz/corpus", "discord", start + sender + event(11, b"\x02") + append + revoke)
    write(out / "SessionFuzz/corpus", "downgrade", start + sender + event(21, b"\x05\x00") + event(22, b"\x05"))
    for number, step in enumerate(recorded["steps"]):
        if step["commit"]:
            write(out / "SessionFuzz/corpus", f"commit-{number}",
                  start + sender + event(29, b"\x00\x01" + bytes.fromhex(step["commit"])))
        if step["welcome"]:
            write(out / "SessionFuzz/corpus", f"welcome-{number}",
                  start + sender + event(30, b"\x00\x01" + bytes.fromhex(step["welcome"])))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
