"""The YouTube Data API: a person's playlists and what is in them.

Contract: "Playlists: list" and "PlaylistItems: list" of the reference, with `LL` for the liked videos, pages of at most
fifty named by tokens, and Google's error objects.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from ..oauth import Grant
from .innertube import Video

PAGE_LIMIT = 50


@dataclass
class Playlist:
    """A playlist, shown to its owner alone. Of a video that is not there any more only the place is left."""

    id: str
    title: str
    owner: str
    videos: list[Video | None]


@dataclass
class DataAPI:
    """The routes below `/youtube/v3`. `bearer` finds whose token a request carries."""

    bearer: Callable[[web.Request], Grant | None]
    playlists: dict[str, Playlist] = field(default_factory=dict)
    liked: dict[str, list[Video | None]] = field(default_factory=dict)
    # Whose token each request carried.
    askers: list[str] = field(default_factory=list)

    def add(self, playlist: Playlist) -> Playlist:
        """Publishes a playlist, to its owner."""
        self.playlists[playlist.id] = playlist
        return playlist

    def add_routes(self, app: web.Application) -> None:
        """Playlists and their items."""
        app.router.add_get("/youtube/v3/playlists", self._guarded(self._playlists))
        app.router.add_get("/youtube/v3/playlistItems", self._guarded(self._items))

    def _guarded(self, handler: Callable[[web.Request, str], web.Response]) -> Callable:
        async def guarded(request: web.Request) -> web.Response:
            grant = self.bearer(request)
            if grant is None:
                return error(401, "authError")
            self.askers.append(grant.account)
            if "snippet" not in request.query.get("part", ""):
                return error(400, "missingRequiredParameter")
            return handler(request, grant.account)

        return guarded

    def _playlists(self, request: web.Request, person: str) -> web.Response:
        own = [one for one in self.playlists.values() if one.owner == person]
        return page(
            request,
            "youtube#playlistListResponse",
            [
                {"id": one.id, "snippet": {"title": one.title}, "contentDetails": {"itemCount": len(one.videos)}}
                for one in own
            ],
        )

    def _items(self, request: web.Request, person: str) -> web.Response:
        name = request.query.get("playlistId", "")
        playlist = self.playlists.get(name)
        if name == "LL":
            videos = self.liked.get(person, [])
        elif playlist and playlist.owner == person:
            videos = playlist.videos
        else:
            return error(404, "playlistNotFound")
        return page(request, "youtube#playlistItemListResponse", [item(video) for video in videos])


def item(video: Video | None) -> dict[str, object]:
    """One entry; without a video as YouTube shows one that was removed."""
    if video is None:
        return {"id": "gone", "snippet": {"title": "Deleted video", "resourceId": {"videoId": "zzzzzzzzzzz"}}}
    snippet = {
        "title": video.title,
        "resourceId": {"kind": "youtube#video", "videoId": video.id},
        "videoOwnerChannelTitle": video.channel,
    }
    return {"kind": "youtube#playlistItem", "id": f"item-{video.id}", "snippet": snippet}


def page(request: web.Request, kind: str, items: list[dict[str, object]]) -> web.Response:
    """One page of a list; the token of the next one is where it begins."""
    limit, start = int(request.query.get("maxResults", "5")), int(request.query.get("pageToken", "0"))
    if not 0 <= limit <= PAGE_LIMIT:
        return error(400, "invalidParameter")
    answer: dict[str, object] = {
        "kind": kind,
        "pageInfo": {"totalResults": len(items), "resultsPerPage": limit},
        "items": items[start : start + limit],
    }
    if start + limit < len(items):
        answer["nextPageToken"] = str(start + limit)
    return web.json_response(answer)


def error(status: int, reason: str) -> web.Response:
    """Google's error object."""
    body = {"code": status, "message": reason, "errors": [{"domain": "youtube", "reason": reason, "message": reason}]}
    return web.json_response({"error": body}, status=status)
