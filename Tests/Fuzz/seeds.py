"""Writes first inputs for the fuzz targets from the published test vectors, where those are present."""

from __future__ import annotations

import json
import os
import pathlib
import sys

VECTORS = pathlib.Path(os.environ.get("TIMMYBOT_VECTORS_DIR", "../shared/vectors"))


def write(folder: pathlib.Path, name: str, data: bytes) -> None:
    """Adds one input."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def event(op: int, body: bytes) -> bytes:
    """An event as SessionFuzz reads it."""
    return bytes([op]) + len(body).to_bytes(2, "big") + body


def main(out: pathlib.Path) -> None:
    """Prepares every target's corpus."""
    write(out / "FrameFuzz/corpus", "empty", b"")
    write(out / "FrameFuzz/corpus", "frame", bytes(68) + bytes([1, 12, 0xFA, 0xFA]))
    write(out / "FrameFuzz/corpus", "ranges", bytes(40) + bytes([1, 0, 2, 8, 4, 16, 0xFA, 0xFA]))
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
