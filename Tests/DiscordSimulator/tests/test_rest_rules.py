"""The rules for commands, messages and components, and the REST faults."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from DiscordSimulator import Simulator
from DiscordSimulator.rest import DiscordError
from DiscordSimulator.rest.commands import check_command, valid_name
from DiscordSimulator.rest.messages import check_message

V2 = 1 << 15


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def button(custom_id: str, label: str = "Go") -> dict[str, Any]:
    return {"type": 2, "style": 1, "custom_id": custom_id, "label": label}


GOOD_MESSAGES = [
    {"content": "x" * 2000},
    {"content": "a", "components": [row(*(button(str(n)) for n in range(5)))]},
    {"flags": V2, "components": [{"type": 17, "components": [text("a"), {"type": 14}, row(button("b"))]}]},
    {"flags": V2, "components": [{"type": 9, "components": [text("a")], "accessory": button("c")}]},
    {"embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}]}], "allowed_mentions": {"parse": []}},
]
BAD_MESSAGES = [
    {},
    {"content": "x" * 2001},
    {"content": "a", "flags": 1 << 7},
    {"content": "a", "flags": V2, "components": [text("b")]},
    {"content": "a", "components": [text("b")]},
    {"flags": V2, "components": [text("x" * 2500), text("x" * 1501)]},
    {"flags": V2, "components": [text("a")] * 41},
    {"flags": V2, "components": [row(button("same"), button("same"))]},
    {"flags": V2, "components": [{"type": 17, "components": [{"type": 17, "components": [text("a")]}]}]},
    {"flags": V2, "components": [{"type": 9, "components": [text("a")]}]},
    {"content": "a", "components": [row(*(button(str(n)) for n in range(6)))]},
    {"content": "a", "components": [row(button("x" * 101))]},
    {"content": "a", "components": [row(button("b", "x" * 81))]},
    {"content": "a", "components": [row({"type": 2, "style": 5, "label": "no url"})]},
    {
        "content": "a",
        "components": [row({"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "b"}] * 26})],
    },
    {"content": "a", "allowed_mentions": {"parse": ["all"]}},
    {"embeds": [{"description": "x" * 4097}]},
]
COMMAND: dict[str, Any] = {"name": "play", "description": "Plays."}
OPTION: dict[str, Any] = {"type": 3, "name": "query", "description": "What."}
BAD_COMMANDS = [
    {"name": "Play"},
    {"name": "play music"},
    {"name": "x" * 33},
    {"description": ""},
    {"description": "x" * 101},
    {"type": 7},
    {"options": [OPTION] * 2},
    {"options": [OPTION | {"name": f"o{n}"} for n in range(26)]},
    {"options": [OPTION, OPTION | {"name": "b", "required": True}]},
    {"options": [OPTION | {"choices": [{"name": "a", "value": 1}]}]},
    {"options": [OPTION | {"autocomplete": True, "choices": [{"name": "a", "value": "b"}]}]},
    {"options": [OPTION | {"min_value": 1}]},
    {"name_localizations": {"de": "Spiel"}},
    {"name_localizations": {"german": "spiel"}},
    {"default_member_permissions": "admin"},
    {"contexts": [3]},
]


@pytest.mark.parametrize("body", GOOD_MESSAGES)
def test_good_messages_pass(body: dict[str, Any]) -> None:
    check_message(body)


@pytest.mark.parametrize("body", BAD_MESSAGES)
def test_bad_messages_are_refused(body: dict[str, Any]) -> None:
    with pytest.raises(DiscordError) as refusal:
        check_message(body)
    assert refusal.value.status == 400


@pytest.mark.parametrize("change", BAD_COMMANDS)
def test_bad_commands_are_refused(change: dict[str, Any]) -> None:
    check_command(COMMAND | {"options": [OPTION]}, "body")
    with pytest.raises(DiscordError):
        check_command(COMMAND | change, "body")


@pytest.mark.parametrize(
    ("name", "fine"), [("play", True), ("lecture-1", True), ("再生", True), ("a b", False), ("", False)]
)
def test_names(name: str, fine: bool) -> None:
    assert valid_name(name) is fine


@pytest.fixture
async def rest(discord: Simulator) -> AsyncIterator[aiohttp.ClientSession]:
    assert discord.certificates is not None
    headers = {
        "User-Agent": "DiscordBot (https://example.org, 1)",
        "Authorization": f"Bot {discord.world.application.token}",
    }
    connector = aiohttp.TCPConnector(ssl=discord.certificates.client_context())
    async with aiohttp.ClientSession(connector=connector, headers=headers) as http:
        yield http


async def test_commands_keep_their_ids_when_overwritten(discord: Simulator, rest: aiohttp.ClientSession) -> None:
    url = f"{discord.rest_url}/applications/{discord.world.application.id}/commands"
    first = await (await rest.put(url, json=[COMMAND, COMMAND | {"name": "skip"}])).json()
    second = await (await rest.put(url, json=[COMMAND])).json()
    assert second == first[:1]
    third = await (await rest.put(url, json=[COMMAND | {"description": "Other."}])).json()
    assert third[0]["id"] == first[0]["id"] and third[0]["version"] != first[0]["version"]


async def test_voice_states_by_rest(discord: Simulator, rest: aiohttp.ClientSession) -> None:
    guild = discord.world.add_guild("Alpha")
    ann = discord.add_person(guild, "Ann")
    url = f"{discord.rest_url}/guilds/{guild.id}/voice-states/{ann.id}"
    assert (await rest.get(url)).status == 404
    discord.join_voice(guild, ann)
    assert (await (await rest.get(url)).json())["user_id"] == str(ann.id)
    assert (await rest.get(url, headers={"Authorization": "Bot wrong"})).status == 401


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_rate_limits_on_demand(discord: Simulator, rest: aiohttp.ClientSession, scope: str) -> None:
    fault = discord.rest.knobs.fail(path="/users/@me", scope=scope, retry_after=0.25, times=1)
    refused = await rest.get(f"{discord.rest_url}/users/@me")
    assert refused.status == 429 and refused.headers["X-RateLimit-Scope"] == scope
    assert (await refused.json())["retry_after"] == 0.25
    assert (await rest.get(f"{discord.rest_url}/users/@me")).status == 200
    assert fault.hits == 1


async def test_real_buckets_run_out(discord: Simulator, rest: aiohttp.ClientSession) -> None:
    guild = discord.world.add_guild("Alpha")
    url = f"{discord.rest_url}/channels/{next(iter(guild.channels))}/messages"
    statuses = [(await rest.post(url, json={"content": str(n)})).status for n in range(6)]
    assert statuses == [200] * 5 + [429]
    assert [message["content"] for message in discord.rest.messages] == list("01234")
