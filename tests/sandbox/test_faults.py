"""Faults on demand, and what the history tells of them."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.sandbox.conftest import AMELIE, Client


async def plan(client: Client, **fault: Any) -> None:
    await client.side("POST /faults", fault)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (
            "429",
            {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 7",
                "parameters": {"retry_after": 7},
            },
        ),
        ("500", {"ok": False, "error_code": 500, "description": "Internal Server Error"}),
        ("403", {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}),
    ],
)
async def test_fault_when_answered(client: Client, kind: str, answer: dict[str, Any]) -> None:
    await plan(client, method="sendMessage", kind=kind, times=2, retry_after=7)
    assert (await client.bot("getMe"))["is_bot"]
    assert await client.call("sendmessage", chat_id=AMELIE, text="a") == answer
    assert await client.side("GET /faults") == [
        {"method": "sendMessage", "kind": kind, "times": 1, "retry_after": 7}
    ]
    assert await client.call("sendMessage", chat_id=AMELIE, text="a") == answer
    assert (await client.send())["message_id"] == 1
    calls = await client.side("GET /history?method=sendMessage")
    assert [(call["status"], call["result"]) for call in calls[:2]] == [(int(kind), answer)] * 2


@pytest.mark.parametrize(("kind", "sent", "status"), [("reset-before", 0, 0), ("reset-after", 1, 200)])
async def test_fault_when_the_connection_is_cut(client: Client, kind: str, sent: int, status: int) -> None:
    await plan(client, method="*", kind=kind)
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await client.send()
    assert (await client.side(f"GET /chats/{AMELIE}/messages"))["seq"] == sent
    [call] = await client.side("GET /history")
    assert (call["status"], call["params"]["text"]) == (status, "Bonjour")


async def test_fault_when_hanging(client: Client) -> None:
    await plan(client, method="sendMessage", kind="timeout")
    hanging = asyncio.create_task(client.send())
    while await client.side("GET /faults"):  # noqa: ASYNC110 – until it has come
        await asyncio.sleep(0.01)
    assert await asyncio.wait([hanging], timeout=0.3) == (set(), {hanging})
    hanging.cancel()
    assert (await client.send())["message_id"] == 1
    assert [call["status"] for call in await client.side("GET /history")] == [0, 200]


async def test_faults_when_cleared(client: Client) -> None:
    await plan(client, kind="500")
    await plan(client, method="getMe", kind="429")
    assert await client.side("DELETE /faults") == []
    assert (await client.bot("getMe"))["is_bot"]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            {"kind": "boom"},
            "The kind of a fault is one of 429, 500, reset-before, reset-after, timeout, 403.",
        ),
        ({"kind": "500", "method": ""}, "The method of a fault is a Bot API method, or * for any."),
        ({"kind": "500", "times": 0}, "times and retry_after are whole numbers above zero."),
        ({"kind": "429", "retry_after": "1"}, "times and retry_after are whole numbers above zero."),
    ],
)
async def test_fault_when_unknown(client: Client, fault: dict[str, Any], sentence: str) -> None:
    assert await client.side("POST /faults", fault, status=400) == {"error": sentence}
