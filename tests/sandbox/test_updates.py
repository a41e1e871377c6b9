"""How a bot hears: offsets, kinds asked for, two pollers, tokens, and every way to write a call."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from bot.sandbox.side.taps import ANSWER_WAIT
from bot.sandbox.words import words
from tests.sandbox.conftest import AMELIE, BRAM, PATIENCE, Client

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def polled(client: Client) -> None:
    """Return when a poll waits."""
    async with asyncio.timeout(PATIENCE):
        while client.sandbox._world.main.updates._waiter is None:  # noqa: ASYNC110 – nothing tells
            await asyncio.sleep(0.01)


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_batch_when_not_confirmed(client: Client) -> None:
    for word in ("un", "deux", "trois"):
        await client.say(word)
    first = await client.updates(limit=2)
    assert texts(first) == ["un", "deux"]
    assert await client.updates(limit=2) == first
    rest = await client.updates(offset=first[-1]["update_id"] + 1)
    assert texts(rest) == ["trois"]
    assert [update["update_id"] for update in first + rest] == [100000001, 100000002, 100000003]


async def test_batch_when_offset_is_negative(client: Client) -> None:
    for word in ("un", "deux", "trois"):
        await client.say(word)
    assert texts(await client.updates(offset=-1)) == ["trois"]
    assert texts(await client.updates()) == ["trois"]


async def test_poll_when_something_happens_meanwhile(client: Client) -> None:
    poll = asyncio.create_task(client.updates(timeout=20))
    await polled(client)
    said = await client.say("coucou")
    assert [update["update_id"] for update in await poll] == said["update_ids"]


async def test_poll_when_nothing_happens(client: Client) -> None:
    begin = time.monotonic()
    assert await client.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - begin < PATIENCE


async def test_poll_when_another_begins(client: Client) -> None:
    older = asyncio.create_task(client.call("getUpdates", timeout=20))
    await polled(client)
    assert await client.updates() == []
    assert await older == {"ok": False, "error_code": 409, "description": CONFLICT}


async def test_kinds_when_only_some_are_allowed(client: Client) -> None:
    await client.updates(allowed_updates=["callback_query", "unheard_of"])
    assert (await client.say("un"))["update_ids"] == []
    assert await client.updates() == []  # the choice is remembered
    await client.updates(allowed_updates=[])
    assert texts([*await client.updates(), *(await said_and_heard(client))]) == ["deux"]


async def said_and_heard(client: Client) -> list[dict[str, Any]]:
    await client.say("deux")
    return await client.updates()


async def test_tap_when_nobody_asked_for_taps(client: Client) -> None:
    await client.updates(allowed_updates=["message"])
    sent = await client.send("a")
    begin = time.monotonic()
    tap = await client.side(f"POST /chats/{AMELIE}/taps", {"message_id": sent["message_id"], "button": "x"})
    assert tap == {"update_ids": [], "answer": None}
    assert time.monotonic() - begin < ANSWER_WAIT


async def test_update_when_too_old(client: Client) -> None:
    await client.say("un")
    await client.say("deux")
    pending = client.sandbox._world.main.updates.pending
    first = next(iter(pending))
    pending[first] = type(pending[first])(
        update_id=first, chat_id=AMELIE, lane=("chat", AMELIE), body=pending[first].body, dies_at=0.0
    )
    assert texts(await client.updates()) == ["deux"]


async def test_edited_message_when_a_person_edits(client: Client) -> None:
    said = await client.say("deu")
    await client.side(f"POST /chats/{AMELIE}/messages/{said['message_id']}", {"text": "deux"})
    edited = (await client.updates())[1]["edited_message"]
    assert (edited["text"], edited["message_id"], "edit_date" in edited) == ("deux", said["message_id"], True)


@pytest.mark.parametrize(
    ("token", "code", "description"),
    [("nonsense", 404, "Not Found"), ("12:", 404, "Not Found"), ("7000000001:other", 401, "Unauthorized")],
)
async def test_token_when_wrong(client: Client, token: str, code: int, description: str) -> None:
    answer = await client.call("getMe", token=token)
    assert answer == {"ok": False, "error_code": code, "description": description}


async def test_token_when_of_another_bot(client: Client) -> None:
    other = "42:another-bots-own-token"
    me = (await client.call("getMe", token=other))["result"]
    assert (me["id"], me["username"]) == (42, "sandbox_42_bot")
    await client.say("à l’autre", chat_id=BRAM)
    assert (await client.call("getUpdates", token=other))["result"] == []
    said = await client.side(f"POST /chats/{AMELIE}/messages?bot=42", {"text": "à toi"})
    heard = (await client.call("getUpdates", token=other))["result"]
    assert ([update["update_id"] for update in heard], texts(heard)) == (said["update_ids"], ["à toi"])
    assert texts(await client.updates()) == ["à l’autre"]
    history = await client.side(f"GET /history?bot={other}&method=getupdates")
    assert [call["n"] for call in history] == [2, 3]
    await client.side("GET /history?bot=43", status=404)


async def test_chat_when_only_another_bot_knows_it(client: Client) -> None:
    other = "42:another-bots-own-token"
    await client.call("sendMessage", token=other, chat_id=AMELIE, text="c’est moi")
    await client.say("bonjour")
    assert texts((await client.call("getUpdates", token=other))["result"]) == ["bonjour"]
    assert await client.updates() == []


async def test_method_when_unknown(client: Client) -> None:
    assert await client.call("sendTelegram") == {"ok": False, "error_code": 404, "description": "Not Found"}
    [call] = await client.side("GET /history")
    assert (call["method"], call["status"]) == ("sendTelegram", 404)


async def test_call_when_written_in_every_way(client: Client) -> None:
    url = f"{client.sandbox.url}/bot{client.token}/sendmessage"
    fields = {"chat_id": str(AMELIE), "text": "a", "disable_notification": "true"}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        multipart.add_field(name, value)
    for options in ({"params": fields}, {"data": fields}, {"json": fields}, {"data": multipart}):
        async with client.session.post(url, **options) as response:
            assert response.status == 200
    async with client.session.get(url, params=fields) as response:
        assert response.status == 200
    calls = await client.side("GET /history")
    expected = {"chat_id": AMELIE, "text": "a", "disable_notification": True}
    assert [call["params"] for call in calls] == [expected] * 5


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[1]", "object expected as request body"),
        (b"{", "can't parse JSON object"),
        (b'{"text": "\xff"}', "strings must be encoded in UTF-8"),
        (b'{"text": "\\ud800"}', "strings must be encoded in UTF-8"),
        (b'{"text": "\\uD83D"}', "strings must be encoded in UTF-8"),
    ],
)
async def test_call_when_unreadable(client: Client, body: bytes, why: str) -> None:
    url = f"{client.sandbox.url}/bot{client.token}/sendMessage"
    headers = {"Content-Type": "application/json"}
    async with client.session.post(url, data=body, headers=headers) as response:
        answer = await response.json()
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {why}"}
    [call] = await client.side("GET /history")
    assert (call["status"], call["params"]) == (400, {})


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
async def test_form_when_broken(client: Client, kind: str) -> None:
    url = f"{client.sandbox.url}/bot{client.token}/sendMessage"
    async with client.session.post(url, data=b"--y nonsense", headers={"Content-Type": kind}) as response:
        answer = await response.json()
    assert answer == {"ok": False, "error_code": 400, "description": "Bad Request: can't parse request body"}


async def test_history_when_filtered(client: Client) -> None:
    await client.send("un")
    await client.call("sendMessage", chat_id=5, text="deux")
    await client.bot("getMe")
    calls = await client.side("GET /history?method=sendMessage&after=1")
    [call] = calls
    assert abs(call.pop("at") - client.sandbox.now().timestamp()) < 10
    assert call == {
        "n": 2,
        "method": "sendMessage",
        "chat_id": 5,
        "params": {"chat_id": 5, "text": "deux"},
        "status": 400,
        "result": {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"},
    }


async def test_history_when_a_message_was_edited_later(client: Client) -> None:
    sent = await client.send("avant")
    await client.bot("editMessageText", chat_id=AMELIE, message_id=sent["message_id"], text="après")
    first = (await client.side("GET /history"))[0]
    assert first["result"] == sent


JUNK: list[Any] = [
    None,
    "",
    "x",
    -1,
    0,
    1.5,
    10**30,
    True,
    [],
    [1],
    [[]],
    {},
    {"type": 1},
    [{"text": None}],
    "\x00",
]
NAMES = words(
    "chat_id from_chat_id message_id message_ids message_thread_id user_id text caption parse_mode "
    "entities reply_markup reply_parameters media photo document file_id commands scope language_code "
    "menu_button name offset limit timeout allowed_updates url secret_token max_connections "
    "callback_query_id reaction icon_color latitude longitude phone_number first_name action "
    "link_preview_options"
)
METHODS_TRIED = words(
    "sendMessage sendPhoto sendMediaGroup sendContact sendLocation sendChatAction copyMessage "
    "copyMessages forwardMessage forwardMessages editMessageText editMessageCaption editMessageMedia "
    "editMessageReplyMarkup deleteMessage deleteMessages answerCallbackQuery getFile getChat "
    "getChatMember getChatMemberCount getChatAdministrators setMyCommands getMyCommands setMyName "
    "getMyName setChatMenuButton getChatMenuButton setWebhook getWebhookInfo deleteWebhook pinChatMessage "
    "unpinChatMessage setMessageReaction createForumTopic editForumTopic closeForumTopic leaveChat "
    "getUserProfilePhotos"
)


@pytest.mark.parametrize("method", METHODS_TRIED)
async def test_call_when_parameters_are_junk(client: Client, method: str) -> None:
    await client.send("a", reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]})
    for junk in JUNK:
        answer = await client.call(method, **dict.fromkeys(NAMES, junk))
        assert answer["ok"] or answer["error_code"] in (400, 404, 409)
        good = {"chat_id": AMELIE, "message_id": 1, "from_chat_id": AMELIE, "text": "b"}
        answer = await client.call(method, **{**dict.fromkeys(NAMES, junk), **good})
        assert answer["ok"] or answer["error_code"] in (400, 404, 409)
