"""The table: each figure, what it is compared with, and whether it reaches what the project aims at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line. `limit` is the aim; `most` says that it must not be exceeded, otherwise it must be reached."""

    key: str
    what: str
    limit: float | None = None
    most: bool = True


ROWS = [
    Row("endpoint.ping.floor_ratio", "signed PINGs a second, of bare C", 0.85, most=False),
    Row("endpoint.ping.per_second", "… on one core"),
    Row("endpoint.ping.floor_per_second", "… bare libmicrohttpd + libsodium"),
    Row("endpoint.ping.cpu_us", "CPU a PING, µs"),
    Row("endpoint.ping.floor_cpu_us", "… bare"),
    Row("endpoint.ping.p50_ms", "/ping at half load, p50 ms"),
    Row("endpoint.ping.p99_ms", "… p99 ms"),
    Row("endpoint.queue.p50_ms", "/queue at half load, p50 ms"),
    Row("endpoint.queue.p99_ms", "… p99 ms"),
    Row("endpoint.queue.half_load_per_second", "… half load is, a second"),
    Row("web.page.p50_ms", "a web page at 200 a second beside 20 streams, p50 ms"),
    Row("web.page.p99_ms", "… p99 ms", 20.0),
    Row("voice.passthrough.1.cpu_ms", "1 stream: CPU ms a stream-second"),
    Row("voice.passthrough.1.floor_cpu_ms", "… bare AEAD and send, on the same clock"),
    Row("voice.passthrough.50.cpu_ms", "50 streams: CPU ms a stream-second"),
    Row("voice.passthrough.50.floor_cpu_ms", "… bare AEAD and send"),
    Row("discordpy.passthrough.50.cpu_ms", "… discord.py, downloading too"),
    Row("voice.passthrough.cpu_ratio_discordpy", "… ours / that", 0.1),
    Row("discordpy.in_memory.passthrough.50.cpu_ms", "… discord.py, packets in memory"),
    Row("voice.passthrough.cpu_ratio_discordpy_in_memory", "… ours / that"),
    Row("voice.passthrough.500.cpu_ms", "500 streams: CPU ms a stream-second", 0.5),
    Row("voice.passthrough.500.floor_cpu_ms", "… bare AEAD and send"),
    Row("voice.passthrough.500.audio-driver_cpu_ms", "… of it the driver thread"),
    Row("voice.passthrough.500.http-client_cpu_ms", "… of it the downloads"),
    Row("voice.passthrough.50.p50_ms", "50 streams: deviation from 20 ms, p50 ms"),
    Row("voice.passthrough.50.p99_ms", "… p99 ms"),
    Row("discordpy.passthrough.50.p99_ms", "… discord.py, p99 ms"),
    Row("voice.passthrough.500.p50_ms", "500 streams: deviation from 20 ms, p50 ms"),
    Row("voice.passthrough.500.p99_ms", "… p99 ms", 2.0),
    Row("voice.passthrough.500.p999_ms", "… p99.9 ms"),
    Row("voice.passthrough.500.lost", "… packets lost"),
    Row("voice.player_kb", "memory a player at 500, KB", 250.0),
    Row("discordpy.passthrough.50.rss_kb", "… discord.py at 50, KB"),
    Row("voice.transcode.floor_ratio", "MP3 streams a core, of bare libopus", 0.7, most=False),
    Row("voice.transcode.cpu_ms", "… CPU ms a stream-second"),
    Row("voice.transcode.floor_cpu_ms", "… bare libopus"),
    Row("voice.transcode.ffmpeg_share", "… share of ffmpeg"),
    Row("voice.transcode.decoding_floor_cpu_ms", "… ffmpeg alone, decoding"),
    Row("voice.transcode.whole_floor_ratio", "MP3 streams a core, of bare decoding and libopus"),
    Row("effects.streams_per_core", "streams a core with volume, equaliser, reverb and loudness", 60.0, most=False),
    Row("effects.all_ratio", "… of bare libopus encoding"),
    Row("effects.volume_ratio", "volume alone, of bare libopus encoding"),
    Row("effects.equalizer_ratio", "equaliser alone, of bare libopus encoding"),
    Row("effects.speed_ratio", "speed alone, of bare libopus encoding"),
    Row("effects.off_ratio", "effects switched off again: passthrough's CPU, of what it was before", 1.1),
    Row("play.cold_ms", "/play to the first packet, joining, ms", 1000.0),
    Row("play.warm_ms", "… in the channel already, ms", 300.0),
    Row("match.precision", "mirrored tracks that are the right one", 0.98, most=False),
    Row("match.coverage", "… of those there are, found without asking", 0.9, most=False),
    Row("resolve.warm_ms", "words searched for before, to their tracks, ms", 50.0),
    Row("resolve.warm_worst_ms", "… the slowest of 200, ms"),
    Row("resolve.cold_ms", "words nobody searched for before, signed /search to its answer, ms"),
    Row("resolve.cold_worst_ms", "… the slowest of 9, ms"),
    Row("autocomplete.p50_ms", "proposals while typing, no site answering, p50 ms"),
    Row("autocomplete.p99_ms", "… p99 ms", 300.0),
    Row("autocomplete.p999_ms", "… p99.9 ms"),
    Row("idle.node_mb", "idle voice node, MB"),
    Row("idle.endpoint_mb", "idle endpoint, MB"),
    Row("dave.frame.floor_ratio", "a frame (DAVE + AES-256-GCM), of two bare AEAD calls", 1.5),
    Row("dave.frame.ns", "… ns"),
    Row("dave.frame.floor_ns", "… bare, ns"),
    Row("dave.frame.mallocs", "… allocations", 0.0),
    Row("dave.commit50_ms", "a commit in a group of 50, ms", 20.0),
    Row("dave.propose50_ms", "… proposals, with the commit of our own, ms"),
    Row("dave.join50_ms", "joining a group of 50 by Welcome, ms", 50.0),
]


def derive(results: dict[str, float]) -> None:
    """Figures made of others."""
    ours = results.get("voice.passthrough.50.cpu_ms")
    for source, name in (("discordpy", "discordpy"), ("discordpy.in_memory", "discordpy_in_memory")):
        theirs = results.get(f"{source}.passthrough.50.cpu_ms")
        if ours and theirs:
            results[f"voice.passthrough.cpu_ratio_{name}"] = ours / theirs
    if "voice.passthrough.500.rss_kb" in results:
        results["voice.player_kb"] = results["voice.passthrough.500.rss_kb"]


def table(results: dict[str, float], machine: dict[str, str], seconds: float) -> str:
    """The whole table as text, Markdown at the same time."""
    lines = ["| what | figure | aim | |", "|---|---:|---:|---|"]
    for row in ROWS:
        if row.key in results:
            lines.append(_line(row, results[row.key]))
    facts = ", ".join(f"{name}: {value}" for name, value in machine.items())
    return "\n".join([*lines, "", f"{facts}; {seconds:.0f} s"])


def _line(row: Row, value: float) -> str:
    if row.limit is None:
        return f"| {row.what} | {_figure(value)} | | |"
    is_reached = value <= row.limit if row.most else value >= row.limit
    sign = "≤" if row.most else "≥"
    return f"| {row.what} | {_figure(value)} | {sign} {row.limit:g} | {'reached' if is_reached else 'not reached'} |"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
