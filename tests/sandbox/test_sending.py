"""What a bot may send: texts, keyboards, media, and who can be written to."""

import json
from typing import Any

import aiohttp
import pytest

from tests.sandbox.conftest import AMELIE, BRAM, PNG, Client

NOBODY = 999


async def test_message_when_plain(client: Client) -> None:
    message = await client.send("Bonjour /aide")
    date = message.pop("date")
    assert abs(date - client.sandbox.now().timestamp()) < 3
    assert message == {
        "message_id": 1,
        "from": {
            "id": 7000000001,
            "is_bot": True,
            "first_name": "Sandbox bot",
            "username": "sandbox_bot",
        },
        "chat": {"id": AMELIE, "first_name": "Amélie", "last_name": "Dupont", "type": "private"},
        "text": "Bonjour /aide",
        "entities": [{"type": "bot_command", "offset": 8, "length": 5}],
    }


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "👶" * 2048 + "a"}, "message is too long"),
        (
            {"text": "<b>a", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"chat_id": NOBODY}, "chat not found"),
        ({"chat_id": "@nobody"}, "chat not found"),
        ({"chat_id": [1]}, "chat not found"),
        ({"chat_id": None}, "chat_id is empty"),
        ({"message_thread_id": 5}, "message thread not found"),
        ({"reply_parameters": {"message_id": 77}}, "message to be replied not found"),
        ({"reply_parameters": [1]}, "reply parameters must be an Object"),
        ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"reply_markup": [1]}, "object expected as reply markup"),
    ],
)
async def test_message_when_refused(client: Client, params: dict[str, Any], why: str) -> None:
    refused = await client.refused("sendMessage", **{"chat_id": AMELIE, "text": "a", **params})
    assert refused == f"Bad Request: {why}"


async def test_message_when_as_long_as_allowed_after_its_markup(client: Client) -> None:
    sent = await client.send("<b>" + "👶" * 2048 + "</b>", parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


def inline(*buttons: Any) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": [list(buttons)]}}


@pytest.mark.parametrize(
    ("button", "why"),
    [
        ("x", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        ({"callback_data": "a"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": 1}, 'can\'t parse inline keyboard button: Field "text" must be of type String'),
        ({"text": " ", "callback_data": "a"}, "inline keyboard button text must be non-empty"),
        (
            {"text": "a"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "callback_data": "a", "url": "https://x.be"},
            "can't parse inline keyboard button: exactly one action field must be used",
        ),
        ({"text": "a", "web_app": {}}, "can't parse inline keyboard button: Can't find field \"url\""),
        ({"text": "a", "copy_text": "a"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": "a", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a", "url": "ftp://x.be"},
            "inline keyboard button URL 'ftp://x.be' is invalid: Unsupported URL protocol",
        ),
    ],
)
async def test_button_when_refused(client: Client, button: Any, why: str) -> None:
    refused = await client.refused("sendMessage", chat_id=AMELIE, text="a", **inline(button))
    assert refused == f"Bad Request: {why}"


async def test_button_when_it_has_fields_unknown_to_telegram(client: Client) -> None:
    sent = await client.send(**inline({"text": "a", "web_app": {"url": "https://x.be", "new": 1}, "new": 1}))
    [[button]] = sent["reply_markup"]["inline_keyboard"]
    assert button == {"text": "a", "web_app": {"url": "https://x.be"}}


async def test_buttons_when_too_many(client: Client) -> None:
    button = {"text": "a", "callback_data": "a"}
    row = await client.refused("sendMessage", chat_id=AMELIE, text="a", **inline(*[button] * 9))
    rows = {"inline_keyboard": [[button]] * 101}
    whole = await client.refused("sendMessage", chat_id=AMELIE, text="a", reply_markup=rows)
    assert row == whole == "Bad Request: reply markup is too long"


async def test_button_when_its_data_has_64_bytes(client: Client) -> None:
    markup = inline({"text": "a", "callback_data": "é" * 32})
    assert (await client.send(**markup))["reply_markup"] == markup["reply_markup"]


async def test_reply_keyboard_when_shown_and_removed(client: Client) -> None:
    keyboard = {"keyboard": [["Oui"], [{"text": "Numéro", "request_contact": True}]], "resize_keyboard": True}
    sent = await client.send(reply_markup=keyboard)
    assert "reply_markup" not in sent
    shown = (await client.side(f"GET /chats/{AMELIE}"))["reply_keyboard"]
    assert shown["keyboard"] == [[{"text": "Oui"}], [{"text": "Numéro", "request_contact": True}]]
    await client.send(reply_markup={"remove_keyboard": True})
    assert (await client.side(f"GET /chats/{AMELIE}"))["reply_keyboard"] is None


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (1, "can't parse keyboard button: KeyboardButton must be a String or an Object"),
        ("", "keyboard button text must be non-empty"),
    ],
)
async def test_reply_keyboard_when_refused(client: Client, key: Any, why: str) -> None:
    refused = await client.refused(
        "sendMessage", chat_id=AMELIE, text="a", reply_markup={"keyboard": [[key]]}
    )
    assert refused == f"Bad Request: {why}"


async def test_person_when_never_started(client: Client) -> None:
    newcomer = (await client.side("POST /people", {"first_name": "Zoé", "language_code": "fr"}))["user_id"]
    assert await client.refused("sendMessage", chat_id=newcomer, text="a") == "Bad Request: chat not found"
    await client.side("POST /groups", {"title": "Staff", "members": [newcomer]})
    initiated = "Forbidden: bot can't initiate conversation with a user"
    assert await client.refused("sendMessage", chat_id=newcomer, text="a") == initiated
    await client.say("/start", newcomer)
    assert (await client.bot("sendMessage", chat_id=newcomer, text="a"))["text"] == "a"


async def test_reply_when_quoting(client: Client) -> None:
    said = await client.say("Une place ?")
    answer = await client.send("Oui", reply_parameters={"message_id": said["message_id"]})
    assert answer["reply_to_message"]["text"] == "Une place ?"
    nested = await client.send("Encore", reply_to_message_id=answer["message_id"])
    assert "reply_to_message" not in nested["reply_to_message"]
    lost = await client.send("Rien", reply_parameters={"message_id": 77, "allow_sending_without_reply": True})
    assert "reply_to_message" not in lost


async def test_contact_and_place_when_sent(client: Client) -> None:
    contact = await client.bot("sendContact", chat_id=AMELIE, phone_number="+32", first_name="Crèche")
    assert contact["contact"] == {"phone_number": "+32", "first_name": "Crèche"}
    place = await client.bot("sendLocation", chat_id=AMELIE, latitude=50.4, longitude="4.5")
    assert place["location"] == {"latitude": 50.4, "longitude": 4.5}
    assert (
        await client.refused("sendLocation", chat_id=AMELIE, latitude=1) == "Bad Request: longitude is empty"
    )
    assert await client.refused("sendContact", chat_id=AMELIE) == "Bad Request: phone_number is empty"


async def test_typing_when_shown(client: Client) -> None:
    await client.bot("sendChatAction", chat_id=AMELIE, action="typing")
    assert (await client.side(f"GET /chats/{AMELIE}"))["typing"] is True
    await client.send()
    assert (await client.side(f"GET /chats/{AMELIE}"))["typing"] is False
    wrong = await client.refused("sendChatAction", chat_id=AMELIE, action="dancing")
    assert wrong == "Bad Request: wrong parameter action in request"


async def test_copy_when_caption_is_replaced(client: Client) -> None:
    said = await client.say("Texte")
    await client.bot("copyMessage", chat_id=BRAM, from_chat_id=AMELIE, message_id=said["message_id"])
    copied = (await client.side(f"GET /chats/{BRAM}/messages"))["messages"]
    assert [message["text"] for message in copied] == ["Texte"]
    gone = await client.refused("copyMessage", chat_id=BRAM, from_chat_id=AMELIE, message_id=50)
    assert gone == "Bad Request: message to copy not found"


async def test_forward_when_protected(client: Client) -> None:
    free = await client.send("libre")
    forwarded = await client.bot(
        "forwardMessage", chat_id=BRAM, from_chat_id=AMELIE, message_id=free["message_id"]
    )
    assert forwarded["forward_origin"]["sender_user"]["is_bot"] is True
    closed = await client.send("fermé", protect_content=True)
    why = await client.refused(
        "forwardMessage", chat_id=BRAM, from_chat_id=AMELIE, message_id=closed["message_id"]
    )
    assert why == "Bad Request: message can't be forwarded"
    many = {"chat_id": BRAM, "from_chat_id": AMELIE, "message_ids": [free["message_id"], 77]}
    assert await client.bot("forwardMessages", **many) == [{"message_id": 2}]
    assert await client.bot("copyMessages", **many) == [{"message_id": 3}]


async def upload(client: Client, method: str, files: dict[str, tuple[bytes, str, str]], **fields: Any) -> Any:
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, str(value))
    for name, (data, file_name, kind) in files.items():
        form.add_field(name, data, filename=file_name, content_type=kind)
    url = f"{client.sandbox.url}/bot{client.token}/{method}"
    async with client.session.post(url, data=form) as response:
        return await response.json()


async def test_photo_when_uploaded_and_sent_again(client: Client) -> None:
    sent = (
        await upload(client, "sendPhoto", {"photo": (PNG, "p.png", "image/png")}, chat_id=AMELIE, caption="a")
    )["result"]
    [size] = sent["photo"]
    assert (size["width"], size["height"], size["file_size"], sent["caption"]) == (3, 2, len(PNG), "a")
    again = await client.bot("sendPhoto", chat_id=AMELIE, photo=size["file_id"])
    assert again["photo"] == sent["photo"]
    wrong = await client.refused("sendDocument", chat_id=AMELIE, document=size["file_id"])
    assert wrong == "Bad Request: can't use file of type Photo as Document"


async def test_file_when_fetched(client: Client) -> None:
    sent = (
        await upload(client, "sendDocument", {"document": (b"a,b", "l.csv", "text/csv")}, chat_id=AMELIE)
    )["result"]
    document = sent["document"]
    assert (document["file_name"], document["mime_type"]) == ("l.csv", "text/csv")
    found = await client.bot("getFile", file_id=document["file_id"])
    for path in (f"/file/bot{client.token}/{found['file_path']}", f"/sandbox/files/{document['file_id']}"):
        async with client.session.get(client.sandbox.url + path) as response:
            assert await response.read() == b"a,b"
    assert await client.refused("getFile", file_id="x") == "Bad Request: invalid file_id"
    async with client.session.get(f"{client.sandbox.url}/file/bot{client.token}/no/such") as response:
        assert (response.status, await response.json()) == (
            404,
            {"ok": False, "error_code": 404, "description": "Not Found"},
        )


@pytest.mark.parametrize(
    ("photo", "why"),
    [
        (None, "there is no photo in the request"),
        ("attach://missing", "there is no photo in the request"),
        ("nothing", "wrong file identifier/HTTP URL specified"),
        ("https://x.be/a.png", "failed to get HTTP URL content"),
    ],
)
async def test_photo_when_refused(client: Client, photo: str | None, why: str) -> None:
    assert await client.refused("sendPhoto", chat_id=AMELIE, photo=photo) == f"Bad Request: {why}"


async def test_photo_when_no_picture(client: Client) -> None:
    answer = await upload(client, "sendPhoto", {"photo": (b"abc", "p.png", "image/png")}, chat_id=AMELIE)
    assert answer["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_caption_when_too_long(client: Client) -> None:
    answer = await upload(
        client, "sendPhoto", {"photo": (PNG, "p.png", "")}, chat_id=AMELIE, caption="a" * 1025
    )
    assert answer["description"] == "Bad Request: message caption is too long"


async def test_album_when_attached(client: Client) -> None:
    files = {"one": (PNG, "1.png", "image/png"), "two": (PNG, "2.png", "image/png")}
    media = [{"type": "photo", "media": "attach://one", "caption": "<i>a</i>", "parse_mode": "HTML"}]
    media.append({"type": "photo", "media": "attach://two"})
    sent = (await upload(client, "sendMediaGroup", files, chat_id=AMELIE, media=json.dumps(media)))["result"]
    assert [message["message_id"] for message in sent] == [1, 2]
    assert len({message["media_group_id"] for message in sent}) == 1
    assert sent[0]["caption_entities"] == [{"type": "italic", "offset": 0, "length": 1}]
    one = await client.refused("sendMediaGroup", chat_id=AMELIE, media=[{"type": "photo", "media": "x"}])
    assert one == "Bad Request: the number of media in an album must be from 2 to 10"
    mixed = [{"type": "photo", "media": "x"}, {"type": "document", "media": "x"}]
    why = await client.refused("sendMediaGroup", chat_id=AMELIE, media=mixed)
    assert why == "Bad Request: document can't be mixed with other media types"
