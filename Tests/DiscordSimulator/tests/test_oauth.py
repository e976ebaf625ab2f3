"""Signing in with the simulated Discord, by the rules of Discord's page "OAuth2"."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from DiscordSimulator import Simulator

REDIRECT = "https://music.example.org/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
AGENT = {"User-Agent": "DiscordBot (https://example.org, 1)"}


@pytest.fixture
async def discord():
    async with Simulator(tls=False) as discord:
        discord.oauth.redirects.append(REDIRECT)
        yield discord


@pytest.fixture
async def http():
    async with aiohttp.ClientSession(headers=AGENT) as http:
        yield http


def query(discord, **changes):
    asked = {
        "client_id": str(discord.world.application.id),
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "scope": "identify guilds",
        "state": "s1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return asked | changes


def client(discord, **fields):
    application = discord.world.application
    return {"client_id": str(application.id), "client_secret": application.client_secret} | fields


async def code(discord, http, user, **changes):
    form = query(discord, **changes) | {"account": str(user.id)}
    async with http.post(discord.oauth.url + "/oauth2/authorize", data=form, allow_redirects=False) as response:
        assert response.status == 302
        back = urlsplit(response.headers["Location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
        fields = parse_qs(back.query)
        assert fields["state"] == ["s1"]
        return fields["code"][0]


async def token(discord, http, **fields):
    async with http.post(discord.oauth.url + "/api/oauth2/token", data=client(discord, **fields)) as response:
        return response.status, await response.json()


async def test_a_code_becomes_a_token_once(discord, http):
    ann = discord.add_person(discord.world.add_guild("Alpha"), "ann")
    text = await code(discord, http, ann)
    fields = {"grant_type": "authorization_code", "code": text, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    status, body = await token(discord, http, **fields)
    assert status == 200
    assert body["token_type"] == "Bearer" and body["expires_in"] == 604_800 and body["scope"] == "identify guilds"
    assert await token(discord, http, **fields) == (
        400,
        {"error": "invalid_grant", "error_description": 'Invalid "code" in request.'},
    )


@pytest.mark.parametrize(
    "wrong", [{"code_verifier": "x" * 64}, {"code_verifier": ""}, {"redirect_uri": REDIRECT + "/"}, {"code": "x"}]
)
async def test_a_code_is_for_its_verifier_and_address_only(discord, http, wrong):
    ann = discord.add_person(discord.world.add_guild("Alpha"), "ann")
    text = await code(discord, http, ann)
    fields = {"grant_type": "authorization_code", "code": text, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    assert (await token(discord, http, **fields | wrong))[0] == 400


async def test_clients_are_checked_and_only_forms_are_taken(discord, http):
    url = discord.oauth.url + "/api/oauth2/token"
    async with http.post(url, data=client(discord, client_secret="x", grant_type="refresh_token")) as response:
        assert (response.status, await response.json()) == (401, {"error": "invalid_client"})
    async with http.post(url, json=client(discord, grant_type="refresh_token")) as response:
        assert response.status == 400
    assert (await token(discord, http, grant_type="password"))[1] == {"error": "unsupported_grant_type"}


async def test_the_token_tells_who_somebody_is_and_which_servers_they_manage(discord, http):
    alpha = discord.world.add_guild("Alpha")
    ann = discord.add_person(alpha, "ann")
    discord.world.add_guild("Own", owner=ann, with_bot=False)
    text = await code(discord, http, ann)
    _, body = await token(
        discord, http, grant_type="authorization_code", code=text, redirect_uri=REDIRECT, code_verifier=VERIFIER
    )
    bearer = {"Authorization": f"Bearer {body['access_token']}"}
    async with http.get(discord.rest_url + "/users/@me", headers=bearer) as response:
        assert (await response.json())["id"] == str(ann.id)
    async with http.get(discord.rest_url + "/users/@me/guilds?with_counts=true", headers=bearer) as response:
        listed = {guild["name"]: guild for guild in await response.json()}
    assert listed["Own"]["owner"] is True and listed["Own"]["approximate_member_count"] == 1
    assert listed["Alpha"]["owner"] is False and not int(listed["Alpha"]["permissions"]) & 0x28
    async with http.get(discord.rest_url + "/gateway/bot", headers=bearer) as response:
        assert response.status == 403


async def test_refreshing_renews_both_tokens_and_revoking_either_ends_the_grant(discord, http):
    ann = discord.add_person(discord.world.add_guild("Alpha"), "ann")
    text = await code(discord, http, ann)
    _, first = await token(
        discord, http, grant_type="authorization_code", code=text, redirect_uri=REDIRECT, code_verifier=VERIFIER
    )
    status, second = await token(discord, http, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert status == 200 and second["access_token"] != first["access_token"]
    assert (await token(discord, http, grant_type="refresh_token", refresh_token=first["refresh_token"]))[0] == 400
    form = client(discord, token=second["refresh_token"], token_type_hint="refresh_token")
    async with http.post(discord.oauth.url + "/api/oauth2/token/revoke", data=form) as response:
        assert (response.status, await response.json()) == (200, {})
    bearer = {"Authorization": f"Bearer {second['access_token']}"}
    async with http.get(discord.rest_url + "/users/@me", headers=bearer) as response:
        assert response.status == 401


async def test_an_unknown_address_is_never_redirected_to_and_no_is_no(discord, http):
    url = discord.oauth.url + "/oauth2/authorize"
    for changes in ({"redirect_uri": "https://evil.example/"}, {"client_id": "1"}, {"scope": "everything"}):
        async with http.get(url, params=query(discord, **changes), allow_redirects=False) as response:
            assert response.status == 400
    async with http.post(url, data=query(discord) | {"account": ""}, allow_redirects=False) as response:
        assert "error=access_denied" in response.headers["Location"]
