"""Taps on buttons, as often as they are made, forged ones and those that lead elsewhere."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.conftest import AMELIE, PATIENCE, Client
from tests.sandbox.test_sending import inline


async def test_tap_when_repeated(client: Client) -> None:
    sent = await client.send(
        "a", **inline({"text": "Oui", "callback_data": "1"}, {"text": "Oui", "callback_data": "2"})
    )
    body = {"message_id": sent["message_id"], "button": "Oui", "repeat": 3}
    tap = asyncio.create_task(client.side(f"POST /chats/{AMELIE}/taps", body))
    queries = [update["callback_query"] for update in await client.updates(timeout=PATIENCE)]
    assert [query["data"] for query in queries] == ["1", "1", "1"]
    assert len({query["id"] for query in queries}) == 3
    for number, query in enumerate(queries):
        await client.bot("answerCallbackQuery", callback_query_id=query["id"], text=str(number))
    assert await tap == {
        "update_ids": [100000001, 100000002, 100000003],
        "answer": {"text": "0", "show_alert": False},
    }


async def test_tap_when_forged(client: Client) -> None:
    sent = await client.send("a")
    tap = asyncio.create_task(
        client.side(f"POST /chats/{AMELIE}/taps", {"message_id": sent["message_id"], "button": "admin:yes"})
    )
    [update] = await client.updates(timeout=PATIENCE)
    assert update["callback_query"]["data"] == "admin:yes"
    await client.bot("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    await tap


async def test_tap_when_it_leads_elsewhere(client: Client) -> None:
    link = "https://t.me/sandbox_bot?start=ABC"
    sent = await client.send(
        "a", **inline({"text": "Lien", "url": link}, {"text": "Copie", "copy_text": {"text": "x"}})
    )
    body = {"message_id": sent["message_id"], "button": "Lien"}
    assert await client.side(f"POST /chats/{AMELIE}/taps", body) == {
        "update_ids": [],
        "answer": None,
        "url": link,
    }
    body["button"] = "Copie"
    assert await client.side(f"POST /chats/{AMELIE}/taps", body) == {"update_ids": [], "answer": None}


async def test_tap_when_on_the_reply_keyboard(client: Client) -> None:
    keys = [
        ["Oui"],
        [{"text": "Mon numéro", "request_contact": True}, {"text": "Où ?", "request_location": True}],
    ]
    sent = await client.send("a", reply_markup={"keyboard": keys})
    for button in ("Oui", "Mon numéro", "Où ?"):
        body = {"message_id": sent["message_id"], "button": button}
        assert (await client.side(f"POST /chats/{AMELIE}/taps", body))["answer"] is None
    said = [update["message"] for update in await client.updates()]
    assert (said[0]["text"], said[1]["contact"]["user_id"]) == ("Oui", AMELIE)
    assert set(said[2]["location"]) == {"latitude", "longitude"}


async def test_reply_keyboard_when_for_once(client: Client) -> None:
    await client.send("a", reply_markup={"keyboard": [["Oui"]], "one_time_keyboard": True})
    await client.say("Oui")
    assert (await client.side(f"GET /chats/{AMELIE}"))["reply_keyboard"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"message_id": 1}, 400),
        ({"message_id": 1, "button": ""}, 400),
        ({"message_id": 1, "button": "x", "repeat": 0}, 400),
        ({"message_id": 7, "button": "x"}, 404),
    ],
)
async def test_tap_when_it_makes_no_sense(client: Client, body: dict[str, Any], status: int) -> None:
    await client.send("a")
    assert set(await client.side(f"POST /chats/{AMELIE}/taps", body, status=status)) == {"error"}
