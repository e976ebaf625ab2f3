"""Spotify's Web API: search, tracks, albums, playlists, a person's library.

Contract: the Web API reference with the changes of February and March 2026: `/playlists/{id}/items` with `item`,
searches of at most ten, pages of at most fifty, ISRC in `external_ids`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from ..oauth import Grant

SEARCH_LIMIT = 10
PAGE_LIMIT = 50


@dataclass
class Track:
    """One track of the catalogue."""

    id: str
    name: str
    artist: str
    seconds: int = 180
    isrc: str | None = None
    album: str = "Album"

    def json(self) -> dict[str, object]:
        """The full object."""
        return {
            "id": self.id,
            "type": "track",
            "name": self.name,
            "artists": [{"name": self.artist}],
            "album": {"name": self.album, "images": [{"url": "https://i.scdn.co/image/a", "height": 640}]},
            "duration_ms": self.seconds * 1000,
            "external_ids": {"isrc": self.isrc} if self.isrc else {},
            "is_local": False,
        }


@dataclass
class Playlist:
    """A playlist; a private one is shown to its owner alone."""

    id: str
    name: str
    owner: str
    tracks: list[Track]
    public: bool = False


@dataclass
class Catalogue:
    """The Web API. `bearer` finds whose token a request carries."""

    bearer: Callable[[web.Request], Grant | None]
    tracks: dict[str, Track] = field(default_factory=dict)
    playlists: dict[str, Playlist] = field(default_factory=dict)
    liked: dict[str, list[Track]] = field(default_factory=dict)
    played: dict[str, list[Track]] = field(default_factory=dict)
    # Pages of playlists that were asked for, by their offset; and whose token each request carried.
    offsets: list[int] = field(default_factory=list)
    askers: list[str] = field(default_factory=list)

    def add(self, track: Track) -> Track:
        """Publishes a track."""
        self.tracks[track.id] = track
        return track

    def add_routes(self, app: web.Application) -> None:
        """Everything below `/v1` but the profile."""
        for path, handler in (
            ("/search", self._search),
            ("/tracks/{id}", self._track),
            ("/playlists/{id}", self._playlist),
            ("/playlists/{id}/items", self._items),
            ("/me/playlists", self._own_playlists),
            ("/me/tracks", self._liked),
            ("/me/player/recently-played", self._played),
        ):
            app.router.add_get("/v1" + path, self._guarded(handler))

    def _guarded(self, handler: Callable[[web.Request, str], web.Response]) -> Callable:
        async def guarded(request: web.Request) -> web.Response:
            grant = self.bearer(request)
            if grant is None:
                return error(401, "The access token expired")
            self.askers.append(grant.account)
            return handler(request, grant.account)

        return guarded

    def _search(self, request: web.Request, _: str) -> web.Response:
        limit = int(request.query.get("limit", "5"))
        if not 1 <= limit <= SEARCH_LIMIT or not request.query.get("q"):
            return error(400, "Invalid limit")
        words = request.query["q"].lower().split()
        found = [t for t in self.tracks.values() if all(w in f"{t.name} {t.artist}".lower() for w in words)]
        items = [track.json() for track in found[:limit]]
        return web.json_response({"tracks": {"items": items, "total": len(found), "limit": limit, "next": None}})

    def _track(self, request: web.Request, _: str) -> web.Response:
        track = self.tracks.get(request.match_info["id"])
        return web.json_response(track.json()) if track else error(404, "Resource not found")

    def _visible(self, request: web.Request, person: str) -> Playlist | None:
        playlist = self.playlists.get(request.match_info["id"])
        return playlist if playlist and (playlist.public or playlist.owner == person) else None

    def _playlist(self, request: web.Request, person: str) -> web.Response:
        playlist = self._visible(request, person)
        return web.json_response(self._head(playlist)) if playlist else error(404, "Resource not found")

    def _items(self, request: web.Request, person: str) -> web.Response:
        playlist = self._visible(request, person)
        if playlist is None:
            return error(404, "Resource not found")
        self.offsets.append(int(request.query.get("offset", "0")))
        return page(request, [{"added_at": "2026-01-01T00:00:00Z", "item": track.json()} for track in playlist.tracks])

    def _own_playlists(self, request: web.Request, person: str) -> web.Response:
        return page(request, [self._head(one) for one in self.playlists.values() if one.owner == person])

    def _liked(self, request: web.Request, person: str) -> web.Response:
        return page(request, [{"track": track.json()} for track in self.liked.get(person, [])])

    def _played(self, request: web.Request, person: str) -> web.Response:
        return page(request, [{"track": track.json()} for track in self.played.get(person, [])])

    @staticmethod
    def _head(playlist: Playlist) -> dict[str, object]:
        return {
            "id": playlist.id,
            "name": playlist.name,
            "public": playlist.public,
            "owner": {"id": playlist.owner},
            "items": {"total": len(playlist.tracks)},
        }


def page(request: web.Request, items: list[dict[str, object]]) -> web.Response:
    """One page of a list, with the address of the next one."""
    limit, offset = int(request.query.get("limit", "20")), int(request.query.get("offset", "0"))
    if not 1 <= limit <= PAGE_LIMIT:
        return error(400, "Invalid limit")
    last = offset + limit >= len(items)
    following = None if last else str(request.url.update_query(offset=offset + limit))
    return web.json_response(
        {
            "items": items[offset : offset + limit],
            "total": len(items),
            "limit": limit,
            "offset": offset,
            "next": following,
        }
    )


def error(status: int, message: str) -> web.Response:
    """Spotify's regular error object."""
    return web.json_response({"error": {"status": status, "message": message}}, status=status)
