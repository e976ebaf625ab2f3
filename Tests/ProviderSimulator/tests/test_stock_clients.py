"""The simulated providers are trusted because clients that nobody here wrote work with them: Authlib and spotipy."""

from __future__ import annotations

import asyncio
import ssl
import urllib.parse

import aiohttp
import pytest
import spotipy.oauth2
from authlib.integrations.requests_client import OAuth2Session

from DiscordSimulator.certificates import Certificates
from ProviderSimulator import Providers
from ProviderSimulator.oauth import Fault
from ProviderSimulator.spotify.catalogue import Playlist, Track

CALLBACK = "https://music.example.org/link/{}/callback"


@pytest.fixture
async def providers(tmp_path, monkeypatch):
    certificates = Certificates.make(tmp_path)
    # For requests this comes before what a session says.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.ca_file))
    async with Providers(certificates) as providers:
        providers.register("https://music.example.org")
        providers.ca_file = certificates.ca_file
        yield providers


async def consent(providers: Providers, address: str, answer: str = "allow") -> dict[str, str]:
    """Presses a button on the consent page and returns what goes back to the client."""
    context = ssl.create_default_context(cafile=str(providers.ca_file))
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{address}&answer={answer}", ssl=context, allow_redirects=False) as response,
    ):
        assert response.status == 302, await response.text()
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(response.headers["Location"]).query))


def session(providers: Providers, name: str, **options) -> OAuth2Session:
    client = providers.all[name].oauth.client
    return OAuth2Session(
        client.id, client.secret, redirect_uri=CALLBACK.format(name), code_challenge_method="S256", **options
    )


PATHS = {
    "spotify": ("/authorize", "/api/token"),
    "youtube": ("/o/oauth2/v2/auth", "/token"),
    "soundcloud": ("/authorize", "/oauth/token"),
}


@pytest.mark.parametrize("name", PATHS)
async def test_authlib_links_and_refreshes(providers, name):
    authorize, token = (providers.origins[name] + path for path in PATHS[name])
    client = session(providers, name, token_endpoint_auth_method="client_secret_post")
    verifier = "v" * 64
    offline = {"access_type": "offline", "prompt": "consent"} if name == "youtube" else {}
    address, state = client.create_authorization_url(authorize, code_verifier=verifier, **offline)
    back = await consent(providers, address)
    assert back["state"] == state
    got = await asyncio.to_thread(client.fetch_token, token, code=back["code"], code_verifier=verifier)
    assert got["access_token"] and got["refresh_token"]
    again = await asyncio.to_thread(client.refresh_token, token, got["refresh_token"])
    assert again["access_token"] != got["access_token"]
    book = providers.all[name].oauth.book
    assert book.holder(again["access_token"])
    if name == "youtube":
        return
    # A refresh token that was replaced is good no more, and ends the whole grant.
    with pytest.raises(Exception, match="invalid_grant"):
        await asyncio.to_thread(client.refresh_token, token, got["refresh_token"])
    assert book.holder(again["access_token"]) is None


async def test_a_code_is_good_once_and_only_with_its_verifier(providers):
    name = "soundcloud"
    authorize, token = (providers.origins[name] + path for path in PATHS[name])
    client = session(providers, name, token_endpoint_auth_method="client_secret_post")
    for verifier, sent in (("v" * 64, "w" * 64), ("v" * 64, "v" * 64)):
        address, _ = client.create_authorization_url(authorize, code_verifier=verifier)
        code = (await consent(providers, address))["code"]
        if verifier != sent:
            with pytest.raises(Exception, match="invalid_grant"):
                await asyncio.to_thread(client.fetch_token, token, code=code, code_verifier=sent)
            continue
        await asyncio.to_thread(client.fetch_token, token, code=code, code_verifier=sent)
        with pytest.raises(Exception, match="invalid_grant"):
            await asyncio.to_thread(client.fetch_token, token, code=code, code_verifier=sent)


async def test_soundcloud_wants_pkce_and_google_names_itself(providers):
    client = session(providers, "soundcloud")
    client.code_challenge_method = None
    address, _ = client.create_authorization_url(providers.origins["soundcloud"] + "/authorize")
    assert (await consent(providers, address))["error"] == "invalid_request"
    google = session(providers, "youtube")
    address, _ = google.create_authorization_url(providers.origins["youtube"] + "/o/oauth2/v2/auth")
    back = await consent(providers, address, "deny")
    assert back["error"] == "access_denied"
    assert back["iss"] == providers.origins["youtube"]


async def spotify_manager(providers, monkeypatch, scope: str) -> spotipy.oauth2.SpotifyPKCE:
    """spotipy's own manager of tokens, linked."""
    origin = providers.origins["spotify"]
    monkeypatch.setattr(spotipy.oauth2.SpotifyPKCE, "OAUTH_AUTHORIZE_URL", f"{origin}/authorize")
    monkeypatch.setattr(spotipy.oauth2.SpotifyPKCE, "OAUTH_TOKEN_URL", f"{origin}/api/token")
    manager = spotipy.oauth2.SpotifyPKCE(
        client_id=providers.spotify.oauth.client.id,
        redirect_uri=CALLBACK.format("spotify"),
        scope=scope,
        cache_handler=spotipy.MemoryCacheHandler(),
        open_browser=False,
    )
    back = await consent(providers, manager.get_authorize_url(state="s"))
    await asyncio.to_thread(manager.get_access_token, back["code"], check_cache=False)
    return manager


async def test_spotipy_links_refreshes_and_reads_the_profile(providers, monkeypatch):
    origin = providers.origins["spotify"]
    manager = await spotify_manager(providers, monkeypatch, "user-library-read")
    api = spotipy.Spotify(auth_manager=manager, retries=0)
    api.prefix = f"{origin}/v1/"
    me = await asyncio.to_thread(api.me)
    assert me["account_id"].startswith("acct-")
    await asyncio.to_thread(manager.refresh_access_token, manager.get_cached_token()["refresh_token"])
    assert (await asyncio.to_thread(api.me))["product"] == "premium"


async def test_spotipy_searches_and_reads_pages_of_a_private_playlist(providers, monkeypatch):
    catalogue, person = providers.spotify.catalogue, providers.spotify.oauth.person
    tracks = [
        catalogue.add(Track(f"{number:022}", f"Song {number}", "Zoë", isrc=f"DE{number}")) for number in range(70)
    ]
    for owner, id in ((person, "p" * 22), ("somebody else", "q" * 22)):
        catalogue.playlists[id] = Playlist(id, "Mixtape", owner, tracks)
    catalogue.liked[person] = tracks[:3]
    manager = await spotify_manager(providers, monkeypatch, "playlist-read-private user-library-read")
    api = spotipy.Spotify(auth_manager=manager, retries=0)
    api.prefix = f"{providers.origins['spotify']}/v1/"
    found = await asyncio.to_thread(api.search, "song zoë", limit=10)
    assert [item["external_ids"]["isrc"] for item in found["tracks"]["items"]] == [f"DE{n}" for n in range(10)]
    with pytest.raises(spotipy.SpotifyException, match="Invalid limit"):
        await asyncio.to_thread(api.search, "song", limit=11)
    first = await asyncio.to_thread(api.playlist_items, "p" * 22, limit=50)
    second = await asyncio.to_thread(api.next, first)
    names = [entry["item"]["name"] for page in (first, second) for entry in page["items"]]
    assert names == [f"Song {number}" for number in range(70)]
    assert second["next"] is None
    assert [one["name"] for one in (await asyncio.to_thread(api.current_user_playlists))["items"]] == ["Mixtape"]
    assert (await asyncio.to_thread(api.current_user_saved_tracks))["total"] == 3
    with pytest.raises(spotipy.SpotifyException, match="404"):
        await asyncio.to_thread(api.playlist, "q" * 22)


async def test_faults_hit_as_often_as_they_should(providers):
    providers.spotify.knobs.faults.append(Fault("/api/token", status=429, retry_after=7))
    context = ssl.create_default_context(cafile=str(providers.ca_file))
    async with aiohttp.ClientSession() as http:
        url = providers.origins["spotify"] + "/api/token"
        async with http.post(url, data={"grant_type": "x"}, ssl=context) as response:
            assert (response.status, response.headers["Retry-After"]) == (429, "7")
        async with http.post(url, data={"grant_type": "x"}, ssl=context) as response:
            assert response.status == 401
