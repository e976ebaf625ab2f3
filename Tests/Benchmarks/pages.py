"""Web pages at a steady rate, rendered for somebody who is signed in, beside a node that plays."""

from __future__ import annotations

import ssl
import struct
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from endpoint import Load
from processes import SimulatedDiscord, bot, simulated_discord

RATE = 200
SECONDS = 15
PLAYING = 20
# The public page, a form, and a list out of the store: each in turn.
PAGES = ("/", "/request", "/requests", "/sessions")


async def measure_pages(folder: Path, programs: dict[str, Path], media: Path) -> dict[str, float]:
    """Latencies from when each request was due to its whole answer."""
    options = ("--guilds", str(PLAYING), "--count-only", "--dave", "0")
    public = "http://pages.bench.invalid"
    settings = {"TIMMYBOT_PUBLIC_URL": public}
    async with simulated_discord(*options) as discord, bot(discord, folder, **settings) as timmybot:
        url = (await discord.ask("media", path=str(media)))["url"]
        await discord.ask("everywhere", command="play", options={"query": url})
        cookie = await _sign_in(discord, timmybot.port, public)
        load = Load(programs["load"])
        file = _requests(folder, cookie)
        await load.run(timmybot.port, file, seconds=2, rate=RATE, repeat=True, expected="Sign out", connections=16)
        figures = await load.run(
            timmybot.port, file, seconds=SECONDS, rate=RATE, repeat=True, expected="Sign out", connections=16
        )
    return {f"web.page.{key}_ms": figures[f"{key}_us"] / 1000 for key in ("p50", "p99", "p999")} | {
        "web.page.per_second": figures["rate"]
    }


async def _sign_in(discord: SimulatedDiscord, port: int, public: str) -> str:
    """The way of a browser: to Discord's page, agreeing, back. Returns the cookie."""
    await discord.ask("redirect", url=f"{public}/sign-in/discord/callback")
    here = f"http://127.0.0.1:{port}"
    ca_file = discord.started["ca_file"]
    context = ssl.create_default_context(cafile=ca_file) if ca_file else False
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context), cookie_jar=jar) as http:
        async with http.get(f"{here}/sign-in", allow_redirects=False) as answer:
            attempt = answer.cookies["__Host-attempt"].value
            way = urlsplit(answer.headers["Location"])
        form = dict(parse_qsl(way.query)) | {"account": discord.started["user"]}
        target = f"{way.scheme}://{way.netloc}{way.path}"
        async with http.post(target, data=form, allow_redirects=False) as answer:
            back = urlsplit(answer.headers["Location"])
        fields = {"Cookie": f"__Host-attempt={attempt}"}
        async with http.get(f"{here}{back.path}?{back.query}", headers=fields, allow_redirects=False) as answer:
            return f"__Host-sid={answer.cookies['__Host-sid'].value}"


def _requests(folder: Path, cookie: str) -> Path:
    path = folder / "pages.requests"
    with path.open("wb") as file:
        for page in PAGES:
            request = f"GET {page} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()
            file.write(struct.pack("<I", len(request)) + request)
    return path
