"""Updates of any shape, queued on purpose."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox.updates import FIRST_ID, LAST_ID
from tests.sandbox.conftest import AMELIE, PATIENCE, Client


async def wire(client: Client, **params: Any) -> str:
    """The very text that getUpdates answers."""
    url = f"{client.sandbox.url}/bot{client.token}/getUpdates"
    async with client.session.post(url, json=params) as response:
        assert (response.status, response.content_type) == (200, "application/json")
        return await response.text()


async def queue(client: Client, raw: Any) -> int:
    [place] = (await client.side("POST /updates", {"raw": raw}))["update_ids"]
    assert type(place) is int
    return place


@pytest.mark.parametrize("raw", [None, 5, [], [{"update_id": 1}], True, {"update_id": "x", "message": 3}])
async def test_raw_update_when_it_is_json_of_another_shape(client: Client, raw: Any) -> None:
    assert await queue(client, raw) == FIRST_ID
    await client.say("Bonjour")
    odd, usual = await client.updates()
    assert odd == raw
    assert type(odd) is type(raw)
    assert (usual["update_id"], usual["message"]["text"]) == (FIRST_ID + 1, "Bonjour")
    assert [one["update_id"] for one in await client.updates(offset=FIRST_ID + 1)] == [FIRST_ID + 1]


async def test_raw_update_when_it_has_no_number_gets_the_next(client: Client) -> None:
    await client.say("Bonjour")
    assert await queue(client, {"message": {"text": 7}}) == FIRST_ID + 1
    assert (await client.updates())[1] == {"update_id": FIRST_ID + 1, "message": {"text": 7}}


@pytest.mark.parametrize(
    ("number", "place"),
    [(1, FIRST_ID), (FIRST_ID + 70, FIRST_ID + 70), (LAST_ID, FIRST_ID), (-3, FIRST_ID), (True, FIRST_ID)],
)
async def test_raw_update_when_it_has_a_number_of_its_own(client: Client, number: int, place: int) -> None:
    assert await queue(client, {"update_id": number}) == place
    said = await client.say("Bonjour")
    assert said["update_ids"] == [place + 1]
    assert (await client.updates())[0] == {"update_id": number}


async def test_raw_update_when_said_twice_comes_twice(client: Client) -> None:
    assert [await queue(client, {"update_id": FIRST_ID}) for _ in range(2)] == [FIRST_ID, FIRST_ID + 1]
    assert await client.updates() == [{"update_id": FIRST_ID}] * 2


@pytest.mark.parametrize("text", ["", "{", '{"update_id": 100000009, "message": ', "[" * 5000, "é\x00"])
async def test_raw_update_when_it_is_no_json(client: Client, text: str) -> None:
    place = await queue(client, text)
    assert place == (100_000_009 if "100000009" in text else FIRST_ID)
    assert await wire(client) == f'{{"ok":true,"result":[{text}]}}'
    noted = await client.side("GET /history?method=getUpdates")
    assert [call["result"] for call in noted] == [[text]]
    assert await wire(client, offset=place + 1) == '{"ok":true,"result":[]}'


async def test_raw_update_when_for_another_bot(client: Client) -> None:
    await client.side("POST /updates?bot=77:another-bot", {"raw": {"odd": 1}})
    assert await client.updates() == []
    other = await client.call("getUpdates", token="77:another-bot")
    assert other["result"] == [{"update_id": FIRST_ID, "odd": 1}]


async def test_raw_update_when_not_given(client: Client) -> None:
    assert (await client.side("POST /updates", {"message": {}}, status=400))["error"][:21] == (
        "Give the update as ra"
    )


async def test_raw_update_when_nobody_waits_for_it_leaves_a_chat_quiet(client: Client) -> None:
    await queue(client, {"message": {"chat": {"id": AMELIE}}})
    seen = await client.side(f"GET /chats/{AMELIE}/messages")
    assert seen == {"seq": 0, "messages": [], "deleted": [], "quiet": True}


@pytest.fixture
async def heard(client: Client) -> AsyncIterator[asyncio.Queue[bytes]]:
    """What arrives at a webhook of the sandbox's own bot."""
    bodies: asyncio.Queue[bytes] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        bodies.put_nowait(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await client.bot("setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
    yield bodies
    await client.bot("deleteWebhook")
    await runner.cleanup()


@pytest.mark.parametrize(("raw", "body"), [("{nothing", b"{nothing"), ([1, "é"], '[1,"é"]'.encode())])
async def test_raw_update_when_there_is_a_webhook(
    client: Client, heard: asyncio.Queue[bytes], raw: Any, body: bytes
) -> None:
    await queue(client, raw)
    assert await asyncio.wait_for(heard.get(), PATIENCE) == body


async def test_body_when_nested_too_deeply(client: Client) -> None:
    for path in ("/sandbox/people", f"/bot{client.token}/sendMessage"):
        kind = {"Content-Type": "application/json"}
        body = b"[" * 100_000
        async with client.session.post(client.sandbox.url + path, data=body, headers=kind) as response:
            assert response.status == 400
