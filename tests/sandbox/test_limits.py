"""Telegram's pace, on a clock that the test moves."""

import asyncio

import pytest

from bot.sandbox.limits import Limits
from tests.sandbox.conftest import AMELIE, Client

STRANGERS = range(1000, 1060)


class Seconds:
    """A monotonic clock."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds(paced: Client) -> Seconds:
    """The clock that the sandbox's own bot is paced by."""
    clock = Seconds()
    paced.sandbox._world.main.limits = Limits(pace=True, monotonic=clock)
    return clock


async def test_chat_when_faster_than_its_burst(paced: Client, seconds: Seconds) -> None:
    for _ in range(3):
        await paced.send()
    answer = await paced.call("sendMessage", chat_id=AMELIE, text="a")
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    seconds.now += 1
    await paced.send()
    assert (await paced.call("sendMessage", chat_id=AMELIE, text="a"))["error_code"] == 429


async def test_bot_when_faster_than_30_a_second(paced: Client, seconds: Seconds) -> None:
    calls = (paced.call("sendMessage", chat_id=number, text="a") for number in STRANGERS[:40])
    answers = await asyncio.gather(*calls)
    assert sorted(answer["ok"] for answer in answers) == [False] * 10 + [True] * 30
    seconds.now += 1
    assert (await paced.call("sendMessage", chat_id=STRANGERS[40], text="a"))["ok"]


async def test_group_when_more_than_20_a_minute(paced: Client, seconds: Seconds) -> None:
    group = (await paced.side("POST /groups", {"title": "Staff", "members": [AMELIE]}))["chat_id"]
    for _ in range(20):
        await paced.bot("sendMessage", chat_id=group, text="a")
    answer = await paced.call("sendMessage", chat_id=group, text="a")
    assert answer["error_code"] == 429
    assert answer["parameters"]["retry_after"] == 60
    url = f"{paced.sandbox.url}/bot{paced.token}/sendMessage"
    async with paced.session.post(url, json={"chat_id": group, "text": "a"}) as response:
        assert response.headers["Retry-After"] == str((await response.json())["parameters"]["retry_after"])


async def test_edits_when_many(paced: Client) -> None:
    sent = await paced.send()
    for number in range(10):
        await paced.bot("editMessageText", chat_id=AMELIE, message_id=sent["message_id"], text=str(number))
    calls = await paced.side("GET /history")
    assert [call["status"] for call in calls] == [200] * 11


async def test_pace_when_lifted(client: Client) -> None:
    for _ in range(50):
        await client.send()
    assert (await client.side(f"GET /chats/{AMELIE}/messages"))["seq"] == 50


def test_album_when_it_counts_as_many() -> None:
    clock = Seconds()
    limits = Limits(pace=True, monotonic=clock)
    limits.take(AMELIE, 10)
    assert limits._chat_wait(AMELIE, clock.now, 1) == 8
