"""The Apple Music API: songs and searches of the catalogue, and a person's library.

Contract: "Get a Catalog Song", "Search for Catalog Resources", "Get All Library Songs", "Get All Library Playlists",
"Get a Library Playlist's Relationship": a library's songs name the catalogue's only where `include=catalog` asks for
them, the next page is named by a path without the parameters of the first, and a playlist without tracks is 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

SEARCH_LIMIT = 25
PAGE_LIMIT = 100


@dataclass
class Song:
    """One song of the catalogue."""

    id: str
    name: str
    artist: str
    seconds: int = 180
    isrc: str | None = None

    @property
    def link(self) -> str:
        """Its page."""
        return f"https://music.apple.com/de/song/{self.id}"

    def json(self) -> dict[str, object]:
        """The catalogue's object."""
        attributes = {
            "name": self.name,
            "artistName": self.artist,
            "albumName": "Album",
            "durationInMillis": self.seconds * 1000,
            "url": self.link,
            "artwork": {"url": "https://is1-ssl.mzstatic.com/{w}x{h}.jpg"},
        } | ({"isrc": self.isrc} if self.isrc else {})
        return {"id": self.id, "type": "songs", "attributes": attributes}

    def library_json(self, with_catalogue: bool) -> dict[str, object]:
        """The library's object, which has an id of its own and no code."""
        attributes = {
            "name": self.name,
            "artistName": self.artist,
            "durationInMillis": self.seconds * 1000,
            "playParams": {"id": f"i.{self.id}", "catalogId": self.id, "isLibrary": True},
        }
        found: dict[str, object] = {"id": f"i.{self.id}", "type": "library-songs", "attributes": attributes}
        if with_catalogue:
            found["relationships"] = {"catalog": {"data": [self.json()]}}
        return found


@dataclass
class Catalogue:
    """The routes below `/v1`. `refusal` is the error answer to a request without the tokens it needs."""

    is_developer: Callable[[web.Request], bool]
    user_refusal: Callable[[web.Request], web.Response | None]
    songs: dict[str, Song] = field(default_factory=dict)
    library: list[Song] = field(default_factory=list)
    playlists: dict[str, tuple[str, list[Song]]] = field(default_factory=dict)

    def add(self, song: Song) -> Song:
        """Publishes a song."""
        self.songs[song.id] = song
        return song

    def add_routes(self, app: web.Application) -> None:
        """The catalogue and the library."""
        app.router.add_get("/v1/catalog/{shop}/songs/{id}", self._public(self._song))
        app.router.add_get("/v1/catalog/{shop}/search", self._public(self._search))
        app.router.add_get("/v1/me/library/songs", self._own(self._library_songs))
        app.router.add_get("/v1/me/library/playlists", self._own(self._library_playlists))
        app.router.add_get("/v1/me/library/playlists/{id}/tracks", self._own(self._library_tracks))

    def _public(self, handler: Callable[[web.Request], web.Response]) -> Callable:
        async def public(request: web.Request) -> web.Response:
            return handler(request) if self.is_developer(request) else web.Response(status=401)

        return public

    def _own(self, handler: Callable[[web.Request], web.Response]) -> Callable:
        async def own(request: web.Request) -> web.Response:
            return self.user_refusal(request) or handler(request)

        return own

    def _song(self, request: web.Request) -> web.Response:
        song = self.songs.get(request.match_info["id"])
        return web.json_response({"data": [song.json()]}) if song else missing()

    def _search(self, request: web.Request) -> web.Response:
        limit = int(request.query.get("limit", "5"))
        if not 1 <= limit <= SEARCH_LIMIT or not request.query.get("term") or not request.query.get("types"):
            return web.json_response({"errors": [{"status": "400", "code": "40005"}]}, status=400)
        words = request.query["term"].lower().split()
        found = [one for one in self.songs.values() if all(w in f"{one.name} {one.artist}".lower() for w in words)]
        results = {"songs": {"data": [one.json() for one in found[:limit]]}} if found else {}
        return web.json_response({"results": results, "meta": {"results": {"order": list(results)}}})

    def _library_songs(self, request: web.Request) -> web.Response:
        return self._songs(request, self.library)

    def _library_playlists(self, request: web.Request) -> web.Response:
        lists = [{"id": id, "attributes": {"name": name}} for id, (name, _) in self.playlists.items()]
        return page(request, lists)

    def _library_tracks(self, request: web.Request) -> web.Response:
        _, songs = self.playlists.get(request.match_info["id"], ("", []))
        return self._songs(request, songs) if songs else missing()

    @staticmethod
    def _songs(request: web.Request, songs: list[Song]) -> web.Response:
        with_catalogue = "catalog" in request.query.get("include", "")
        return page(request, [song.library_json(with_catalogue) for song in songs])


def page(request: web.Request, items: list[dict[str, object]]) -> web.Response:
    """One page of a list."""
    limit, offset = int(request.query.get("limit", "25")), int(request.query.get("offset", "0"))
    if not 1 <= limit <= PAGE_LIMIT:
        return web.json_response({"errors": [{"status": "400", "code": "40005"}]}, status=400)
    answer: dict[str, object] = {"data": items[offset : offset + limit], "meta": {"total": len(items)}}
    if offset + limit < len(items):
        answer["next"] = f"{request.path}?offset={offset + limit}"
    return web.json_response(answer)


def missing() -> web.Response:
    """Apple's error object for what is not there."""
    error = {"status": "404", "code": "40400", "title": "Resource Not Found"}
    return web.json_response({"errors": [error]}, status=404)
