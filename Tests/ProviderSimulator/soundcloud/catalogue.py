"""SoundCloud's API: search, resolve, tracks, streams, playlists, likes; AAC in HLS on a place of its own.

Contract: SoundCloud's API reference and guide: `linked_partitioning` with `next_href`, `access`, and
`/tracks/{urn}/streams`, whose addresses need the token and redirect to media that needs none.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from ..oauth import Grant


@dataclass
class Track:
    """One track. `hls` is the folder of its playlist and segments."""

    number: int
    title: str
    user: str
    seconds: int
    hls: Path | None = None
    access: str = "playable"
    isrc: str | None = None

    @property
    def urn(self) -> str:
        """Its name in paths."""
        return f"soundcloud:tracks:{self.number}"

    @property
    def link(self) -> str:
        """Its page."""
        return f"https://soundcloud.com/{self.user.lower()}/{self.title.lower().replace(' ', '-')}"

    def json(self) -> dict[str, object]:
        """The object."""
        return {
            "kind": "track",
            "urn": self.urn,
            "title": self.title,
            "user": {"username": self.user},
            "duration": self.seconds * 1000,
            "isrc": self.isrc,
            "permalink_url": self.link,
            "access": self.access,
            "streamable": True,
        }


@dataclass
class Catalogue:
    """The API beside SoundCloud's accounts."""

    bearer: Callable[[web.Request, str], Grant | None]
    tracks: dict[str, Track] = field(default_factory=dict)
    liked: dict[str, list[Track]] = field(default_factory=dict)
    # Requests for media that carried a token, which must never happen.
    leaks: list[str] = field(default_factory=list)
    askers: list[str] = field(default_factory=list)
    segments: int = 0

    def add(self, track: Track) -> Track:
        """Publishes a track."""
        self.tracks[track.urn] = track
        return track

    def add_routes(self, app: web.Application) -> None:
        """The API's routes, and the media's below `/media`, which here is of the same origin."""
        for path, handler in (
            ("/tracks", self._search),
            ("/resolve", self._resolve),
            ("/tracks/{urn}", self._track),
            ("/tracks/{urn}/streams", self._streams),
            ("/tracks/{urn}/streams/hls_aac_160", self._stream),
            ("/me/likes/tracks", self._liked),
        ):
            app.router.add_get(path, self._guarded(handler))
        app.router.add_get("/media/{urn}/{name}", self._media)

    def _guarded(self, handler: Callable[[web.Request, str], web.Response]) -> Callable:
        async def guarded(request: web.Request) -> web.Response:
            grant = self.bearer(request, "OAuth")
            if grant is None:
                return web.json_response({"code": 401, "message": "invalid_token"}, status=401)
            self.askers.append(grant.account)
            return handler(request, grant.account)

        return guarded

    def _search(self, request: web.Request, _: str) -> web.Response:
        words = request.query.get("q", "").lower().split()
        found = [t for t in self.tracks.values() if all(w in f"{t.title} {t.user}".lower() for w in words)]
        return partition(request, [track.json() for track in found])

    def _resolve(self, request: web.Request, _: str) -> web.Response:
        found = next((t for t in self.tracks.values() if t.link == request.query.get("url")), None)
        if found is None:
            return web.json_response({"code": 404, "message": "404 - Not Found"}, status=404)
        return web.Response(status=302, headers={"Location": f"{origin(request)}/tracks/{found.urn}"})

    def _of(self, request: web.Request) -> Track | None:
        return self.tracks.get(request.match_info["urn"])

    def _track(self, request: web.Request, _: str) -> web.Response:
        track = self._of(request)
        return web.json_response(track.json()) if track else web.Response(status=404)

    def _streams(self, request: web.Request, _: str) -> web.Response:
        track = self._of(request)
        if track is None or track.access != "playable":
            return web.Response(status=404)
        return web.json_response({"hls_aac_160_url": f"{origin(request)}/tracks/{track.urn}/streams/hls_aac_160"})

    def _stream(self, request: web.Request, _: str) -> web.Response:
        target = f"{origin(request)}/media/{request.match_info['urn']}/playlist.m3u8"
        return web.Response(status=302, headers={"Location": target})

    def _liked(self, request: web.Request, person: str) -> web.Response:
        return partition(request, [track.json() for track in self.liked.get(person, [])])

    async def _media(self, request: web.Request) -> web.StreamResponse:
        if "Authorization" in request.headers:
            self.leaks.append(request.path)
        track, name = self._of(request), request.match_info["name"]
        if track is None or track.hls is None or not (track.hls / name).is_file():
            return web.Response(status=404)
        self.segments += name.endswith((".m4s", ".mp4", ".ts"))
        return web.FileResponse(track.hls / name)


def origin(request: web.Request) -> str:
    """Where this server is."""
    return f"{request.scheme}://{request.host}"


def partition(request: web.Request, items: list[dict[str, object]]) -> web.Response:
    """One part of a list, with the address of the next one."""
    limit, offset = int(request.query.get("limit", "50")), int(request.query.get("offset", "0"))
    body: dict[str, object] = {"collection": items[offset : offset + limit]}
    if offset + limit < len(items):
        body["next_href"] = str(request.url.update_query(offset=offset + limit))
    return web.json_response(body)


def make_hls(source: Path, folder: Path) -> Path:
    """AAC in fragmented MP4, in segments of two seconds, as SoundCloud streams it."""
    folder.mkdir(parents=True)
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(source), "-c:a", "aac", "-b:a", "160k"]
    shape = ["-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"]
    subprocess.run([*command, *shape, "playlist.m3u8"], check=True, timeout=60, cwd=folder)
    return folder
