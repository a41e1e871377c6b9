"""The people's side: who there is to be, speaking, tapping, listening until the bot has settled."""

import base64
import io
from typing import Any

import pytest

from bot.sandbox.words import words
from tests.sandbox.conftest import AMELIE, BRAM, PNG, Client


async def test_people_when_the_bot_is_not_up_yet(client: Client) -> None:
    assert await client.side("GET /people", status=503) == {"error": "The bot does not handle updates yet."}
    await client.updates()
    assert await client.side("GET /people") == [
        {
            "user_id": AMELIE,
            "name": "Amélie Dupont",
            "language_code": "fr",
            "role": "parent",
            "about": "expects a girl in May",
        },
        {"user_id": BRAM, "name": "Bram", "language_code": "nl", "role": "hr", "about": ""},
    ]


async def test_newcomer_when_somebody_new_comes(client: Client) -> None:
    await client.updates()
    newcomer = await client.side("POST /people", {"first_name": " Zoé ", "language_code": "de"})
    last = (await client.side("GET /people"))[-1]
    assert last == {**newcomer, "name": "Zoé", "language_code": "de", "role": "new", "about": ""}
    await client.say("/start INVITE-1", newcomer["user_id"])
    [update] = await client.updates()
    assert update["message"]["from"] == {
        "id": newcomer["user_id"],
        "is_bot": False,
        "first_name": "Zoé",
        "language_code": "de",
    }
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize("body", [{}, {"first_name": " "}, {"first_name": "Zoé", "language_code": 1}])
async def test_newcomer_when_nameless(client: Client, body: dict[str, Any]) -> None:
    assert set(await client.side("POST /people", body, status=400)) == {"error"}


async def test_contents_when_said(client: Client) -> None:
    contact = {"phone_number": "+32", "user_id": AMELIE}
    photo = {"base64": base64.b64encode(PNG).decode(), "file_name": "p.png", "mime_type": "image/png"}
    document = {
        "base64": base64.b64encode(b"<b>").decode(),
        "file_name": "a.html",
        "mime_type": "text/html; charset=x",
    }
    place = {"latitude": 50.4, "longitude": 4}
    for body in (
        {"contact": contact},
        {"location": place},
        {"photo": photo, "caption": "moi"},
        {"document": document},
    ):
        await client.side(f"POST /chats/{AMELIE}/messages", body)
    got = [update["message"] for update in await client.updates()]
    assert got[0]["contact"] == {"phone_number": "+32", "first_name": "Amélie", "user_id": AMELIE}
    assert got[1]["location"] == place
    assert (got[2]["photo"][0]["width"], got[2]["caption"]) == (3, "moi")
    assert got[3]["document"]["mime_type"] == "text/html"
    url = f"{client.sandbox.url}/sandbox/files/{got[3]['document']['file_id']}"
    async with client.session.get(url) as response:
        assert await response.read() == b"<b>"
    await client.side("GET /files/nothing", status=404)


@pytest.mark.parametrize(
    ("mime_type", "name", "headers"),
    [
        ("text/html", "a.html", ("application/octet-stream", "attachment; filename*=UTF-8''a.html")),
        (
            "image/svg+xml",
            "é b.svg",
            ("application/octet-stream", "attachment; filename*=UTF-8''%C3%A9%20b.svg"),
        ),
        ("text/plain", "a.txt", ("text/plain; charset=utf-8", None)),
        ("application/pdf", "a.pdf", ("application/pdf", None)),
    ],
)
async def test_document_when_opened(
    client: Client, mime_type: str, name: str, headers: tuple[str, str | None]
) -> None:
    document = {"base64": "YQ==", "file_name": name, "mime_type": mime_type}
    await client.side(f"POST /chats/{AMELIE}/messages", {"document": document})
    file_id = (await client.updates())[0]["message"]["document"]["file_id"]
    async with client.session.get(f"{client.sandbox.url}/sandbox/files/{file_id}") as response:
        got = response.headers
        assert (got["Content-Type"], got.get("Content-Disposition")) == headers
        assert got["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": 5}, 400),
        ({"text": "a" * 4097}, 400),
        ({"text": "a", "contact": {"phone_number": "1"}}, 400),
        ({"contact": {"first_name": "x"}}, 400),
        ({"location": {"latitude": 1}}, 400),
        ({"photo": {"base64": "###"}}, 400),
        ({"photo": {"base64": "YWJj"}}, 400),
        ({"photo": "x"}, 400),
        ({"text": "a", "from": 999}, 404),
        ({"text": "a", "from": BRAM}, 409),
        ({"text": "a", "message_thread_id": 3}, 404),
        ({"text": "a", "reply_to_message_id": 3}, 404),
    ],
)
async def test_message_when_it_makes_no_sense(client: Client, body: dict[str, Any], status: int) -> None:
    answer = await client.side(f"POST /chats/{AMELIE}/messages", body, status=status)
    assert (set(answer), answer["error"][-1]) == ({"error"}, ".")
    assert await client.updates() == []


@pytest.mark.parametrize(
    "call", ["POST /chats/999/messages", "GET /chats/x/messages", "GET /nothing", "PUT /clock"]
)
async def test_call_when_there_is_none(client: Client, call: str) -> None:
    assert set(await client.side(call, {"text": "a"} if call.startswith("POST") else None, status=404)) == {
        "error"
    }


async def test_body_when_no_json_object(client: Client) -> None:
    for body in (b"{", b"[1]"):
        async with client.session.post(f"{client.sandbox.url}/sandbox/people", data=body) as response:
            assert response.status == 400
    await client.side(f"GET /chats/{AMELIE}/messages?after=x", status=400)


async def test_message_when_edited_by_its_author(client: Client) -> None:
    said = await client.say("deu")
    sent = await client.send()
    edit = f"POST /chats/{AMELIE}/messages"
    assert (await client.side(f"{edit}/{said['message_id']}", {"text": "deux"}))["message_id"] == 1
    await client.side(f"{edit}/{sent['message_id']}", {"text": "x"}, status=404)
    await client.side(f"{edit}/abc", {"text": "x"}, status=404)
    everything = await client.side(f"GET /chats/{AMELIE}/messages?all=1")
    assert [(one["text"], one["seq"]) for one in everything["messages"]] == [("Bonjour", 2), ("deux", 3)]


async def test_block_when_told_to_the_bot(client: Client) -> None:
    await client.say("/start")
    blocked = await client.side(f"POST /chats/{AMELIE}/block")
    assert (
        await client.refused("sendMessage", chat_id=AMELIE, text="a")
        == "Forbidden: bot was blocked by the user"
    )
    assert await client.side(f"POST /chats/{AMELIE}/block") == {"update_ids": []}
    assert set(await client.side(f"POST /chats/{AMELIE}/messages", {"text": "a"}, status=409)) == {"error"}
    await client.side(f"POST /chats/{AMELIE}/unblock")
    _, first, second = await client.updates()
    assert blocked["update_ids"] == [first["update_id"]]
    member, kicked = {"status": "member"}, {"status": "kicked", "until_date": 0}
    for update, old, new in ((first, member, kicked), (second, kicked, member)):
        change = update["my_chat_member"]
        assert change["from"]["id"] == change["chat"]["id"] == AMELIE
        bot = change["new_chat_member"]["user"]
        assert (change["old_chat_member"], change["new_chat_member"]) == (
            {"user": bot, **old},
            {"user": bot, **new},
        )
    assert (await client.send())["chat"]["id"] == AMELIE


JUNK: list[Any] = [None, "", "x", -1, 0, 1.5, 10**30, True, [], [[]], {}, {"base64": 1}, "\x00", "P1D"]
FIELDS = words(
    "from text contact location photo document caption message_id message_thread_id reply_to_message_id "
    "button repeat first_name language_code title members is_forum advance method kind times retry_after"
)
CALLS = words(
    "people chats/101/messages chats/101/messages/1 chats/101/taps chats/101/block chats/101/unblock groups "
    "groups/101/migrate clock faults"
)


@pytest.mark.parametrize("path", CALLS)
async def test_call_when_its_body_is_junk(client: Client, path: str) -> None:
    await client.updates(allowed_updates=["message"])
    await client.send("a")
    for junk in JUNK:
        for body in (dict.fromkeys(FIELDS, junk), *({field: junk, "button": "x"} for field in FIELDS)):
            async with client.session.post(f"{client.sandbox.url}/sandbox/{path}", json=body) as response:
                answer = await response.json()
                assert (response.status == 200) != ("error" in answer)
                assert response.status in (200, 400, 404, 409)


async def test_body_when_too_large(client: Client) -> None:
    body = b'{"text": "' + b"a" * (52 * 1024 * 1024) + b'"}'
    kind = {"Content-Type": "application/json"}
    async with client.session.post(f"{client.sandbox.url}/sandbox/people", data=io.BytesIO(body)) as response:
        assert response.status == 400
    url = f"{client.sandbox.url}/bot{client.token}/sendMessage"
    async with client.session.post(url, data=io.BytesIO(body), headers=kind) as response:
        assert await response.json() == {
            "ok": False,
            "error_code": 413,
            "description": "Request Entity Too Large",
        }
