"""YouTube as yt-dlp meets it: watch pages, InnerTube's player and search, behind a proxy that answers for its hosts.

There is no published contract: the shapes are those that yt-dlp reads. Real yt-dlp works with it unchanged, by
its own proxy option; nothing of it leaves the loopback interface.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from dataclasses import dataclass, field

from aiohttp import web

HOSTS = ("www.youtube.com", "youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be", "i.ytimg.com")


@dataclass
class Video:
    """One video and where its sound is. `expire_after` lookups its address changes."""

    id: str
    title: str
    channel: str
    seconds: int
    audio: list[str]
    verified: bool = True
    lookups: int = field(default=0, init=False)

    def address(self) -> str:
        """Where the sound is for this lookup."""
        url = self.audio[min(self.lookups, len(self.audio) - 1)]
        self.lookups += 1
        return url


class InnerTube:
    """The site. `status` of the player can be set to what YouTube says to machines."""

    def __init__(self) -> None:
        self.videos: dict[str, Video] = {}
        self.playability: dict[str, str] = {"status": "OK"}
        self.searches: list[str] = []
        self.requests: list[str] = []

    def add(self, video: Video) -> Video:
        """Publishes a video."""
        self.videos[video.id] = video
        return video

    def application(self) -> web.Application:
        """The web application behind all of YouTube's hosts."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        match request.path:
            case "/watch":
                return self._watch(request.query.get("v", ""))
            case path if path.startswith("/embed/"):
                return self._watch(path.removeprefix("/embed/"))
            case "/youtubei/v1/player":
                return self._player(await request.json())
            case "/youtubei/v1/search":
                return self._search(await request.json())
        return web.Response(status=404)

    def _watch(self, video: str) -> web.Response:
        config = {
            "INNERTUBE_API_KEY": "AIza-simulated",
            "INNERTUBE_CONTEXT": {"client": {"visitorData": "sim", "clientName": "WEB", "clientVersion": "2.0"}},
        }
        known = self.videos.get(video)
        owner = {"title": {"runs": [{"text": known.channel}]}} if known else {}
        contents = [{"videoSecondaryInfoRenderer": {"owner": {"videoOwnerRenderer": owner}}}]
        data = {"contents": {"twoColumnWatchNextResults": {"results": {"results": {"contents": contents}}}}}
        scripts = f"ytcfg.set({json.dumps(config)});</script><script>var ytInitialData = {json.dumps(data)};"
        page = f"<html><script>{scripts}</script><body>{video}</body></html>"
        return web.Response(text=page, content_type="text/html")

    def _player(self, body: dict) -> web.Response:
        video = self.videos.get(body.get("videoId", ""))
        if video is None:
            reason = {"status": "ERROR", "reason": "Video unavailable"}
            return web.json_response({"playabilityStatus": reason})
        answer = {"playabilityStatus": self.playability, "videoDetails": self._details(video)}
        if self.playability["status"] == "OK":
            url = video.address()
            formats = [
                self._format(140, 'audio/mp4; codecs="mp4a.40.2"', 129_000, "http://127.0.0.1:9/m4a"),
                self._format(251, 'audio/webm; codecs="opus"', 135_000, url),
            ]
            answer["streamingData"] = {"expiresInSeconds": "21540", "adaptiveFormats": formats}
        return web.json_response(answer)

    @staticmethod
    def _details(video: Video) -> dict:
        return {
            "videoId": video.id,
            "title": video.title,
            "lengthSeconds": str(video.seconds),
            "channelId": "UC" + "a" * 22,
            "author": video.channel,
            "isLiveContent": False,
            "shortDescription": "",
            "viewCount": "1",
        }

    @staticmethod
    def _format(itag: int, mime: str, bitrate: int, url: str) -> dict:
        return {
            "itag": itag,
            "url": url,
            "mimeType": mime,
            "bitrate": bitrate,
            "averageBitrate": bitrate,
            "audioQuality": "AUDIO_QUALITY_MEDIUM",
            "audioSampleRate": "48000",
            "audioChannels": 2,
            "approxDurationMs": "4000",
            "contentLength": "1000",
        }

    def _search(self, body: dict) -> web.Response:
        query = body.get("query", "")
        self.searches.append(query)
        words = query.lower().split()
        found = [v for v in self.videos.values() if all(w in f"{v.title} {v.channel}".lower() for w in words)]
        section = {"itemSectionRenderer": {"contents": [{"videoRenderer": self._result(video)} for video in found]}}
        contents = {"primaryContents": {"sectionListRenderer": {"contents": [section]}}}
        return web.json_response({"contents": {"twoColumnSearchResultsRenderer": contents}})

    @staticmethod
    def _result(video: Video) -> dict:
        length = f"{video.seconds // 60}:{video.seconds % 60:02}"
        channel = {"text": video.channel, "navigationEndpoint": {"browseEndpoint": {"browseId": "UC" + "a" * 22}}}
        badge = {"metadataBadgeRenderer": {"style": "BADGE_STYLE_TYPE_VERIFIED", "tooltip": "Verified"}}
        return {
            "videoId": video.id,
            "title": {"runs": [{"text": video.title}]},
            "lengthText": {"simpleText": length},
            "ownerText": {"runs": [channel]},
            "ownerBadges": [badge] if video.verified else [],
        }


class Proxy:
    """A proxy that hands every connection for YouTube to the simulated one, and refuses all others."""

    def __init__(self, innertube: InnerTube, context: ssl.SSLContext) -> None:
        self._innertube = innertube
        self._context = context
        self._stack = contextlib.AsyncExitStack()
        self._port = 0
        self.url = ""
        self.refused: list[str] = []

    async def __aenter__(self) -> Proxy:
        runner = web.AppRunner(self._innertube.application(), access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=self._context).start()
        self._port = runner.addresses[0][1]
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self._stack.callback(server.close)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            if method != "CONNECT" or target.partition(":")[0] not in HOSTS:
                self.refused.append(target)
                writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            else:
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
                upstream = await asyncio.open_connection("127.0.0.1", self._port)
                await asyncio.gather(_copy(reader, upstream[1]), _copy(upstream[0], writer))
        writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
