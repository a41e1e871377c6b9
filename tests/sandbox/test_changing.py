"""Edits, deletions, and answers to taps."""

import asyncio
from typing import Any

from tests.sandbox.conftest import AMELIE, PATIENCE, PNG, Client
from tests.sandbox.test_sending import inline, upload

YES = inline({"text": "Oui", "callback_data": "y"})
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


async def test_edit_when_nothing_changes(client: Client) -> None:
    sent = await client.send("<b>a</b>", parse_mode="HTML", **YES)
    place = {"chat_id": AMELIE, "message_id": sent["message_id"]}
    same = {**place, "text": "a", "entities": [{"type": "bold", "offset": 0, "length": 1}], **YES}
    assert await client.refused("editMessageText", **same) == NOT_MODIFIED
    assert await client.refused("editMessageReplyMarkup", **place, **YES) == NOT_MODIFIED


async def test_edit_when_keyboard_is_left_out(client: Client) -> None:
    sent = await client.send("a", **YES)
    edited = await client.bot("editMessageText", chat_id=AMELIE, message_id=sent["message_id"], text="a")
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= sent["date"]
    back = await client.bot("editMessageReplyMarkup", chat_id=AMELIE, message_id=sent["message_id"], **YES)
    assert back["reply_markup"] == YES["reply_markup"]


async def test_edit_when_not_the_bots_own(client: Client) -> None:
    said = await client.say("moi")
    own = await client.refused("editMessageText", chat_id=AMELIE, message_id=said["message_id"], text="b")
    gone = await client.refused("editMessageText", chat_id=AMELIE, message_id=77, text="b")
    assert (own, gone) == ("Bad Request: message can't be edited", "Bad Request: message to edit not found")


async def test_edit_when_of_the_wrong_kind(client: Client) -> None:
    text = await client.send("a")
    photo = (await upload(client, "sendPhoto", {"photo": (PNG, "p.png", "")}, chat_id=AMELIE))["result"]
    place = {"chat_id": AMELIE, "message_id": photo["message_id"]}
    assert await client.refused("editMessageText", **place, text="b") == (
        "Bad Request: there is no text in the message to edit"
    )
    why = await client.refused(
        "editMessageCaption", chat_id=AMELIE, message_id=text["message_id"], caption="b"
    )
    assert why == "Bad Request: there is no caption in the message to edit"
    assert (await client.bot("editMessageCaption", **place, caption="b"))["caption"] == "b"
    assert "caption" not in await client.bot("editMessageCaption", **place)


async def test_media_when_edited(client: Client) -> None:
    photo = (await upload(client, "sendPhoto", {"photo": (PNG, "p.png", "")}, chat_id=AMELIE, caption="a"))[
        "result"
    ]
    place = {"chat_id": AMELIE, "message_id": photo["message_id"]}
    files = {"doc": (b"x", "d.txt", "text/plain")}
    media = '{"type": "document", "media": "attach://doc"}'
    edited = (await upload(client, "editMessageMedia", files, **place, media=media))["result"]
    assert edited["document"]["file_name"] == "d.txt"
    assert not {"photo", "caption"} & edited.keys()


async def test_delete_when_older_than_48_hours(client: Client) -> None:
    old = await client.send("vieux")
    await client.side("POST /clock", {"advance": "PT48H"})
    young = await client.send("jeune")
    await client.side("POST /clock", {"advance": "PT2S"})
    place = {"chat_id": AMELIE}
    why = await client.refused("deleteMessage", **place, message_id=old["message_id"])
    assert why == "Bad Request: message can't be deleted for everyone"
    assert await client.bot("deleteMessage", **place, message_id=young["message_id"]) is True
    why = await client.refused("deleteMessage", **place, message_id=young["message_id"])
    assert why == "Bad Request: message to delete not found"


async def test_deletes_when_some_are_gone(client: Client) -> None:
    numbers = [(await client.send(str(n)))["message_id"] for n in range(3)]
    assert await client.bot("deleteMessages", chat_id=AMELIE, message_ids=[*numbers[:2], 99]) is True
    left = await client.side(f"GET /chats/{AMELIE}/messages?after=3")
    assert (left["messages"], left["deleted"], left["seq"]) == ([], [1, 2], 5)
    none = await client.refused("deleteMessages", chat_id=AMELIE, message_ids=[])
    assert none == "Bad Request: there must be from 1 to 100 message identifiers"


async def tapped(client: Client, **body: Any) -> tuple["asyncio.Task[Any]", dict[str, Any]]:
    task = asyncio.create_task(client.side(f"POST /chats/{AMELIE}/taps", body))
    [update] = await client.updates(timeout=PATIENCE)
    await client.updates(offset=update["update_id"] + 1)
    return task, update["callback_query"]


async def test_tap_when_answered(client: Client) -> None:
    sent = await client.send("Prêt ?", **YES)
    task, query = await tapped(client, message_id=sent["message_id"], button="Oui")
    assert (query["data"], query["from"]["id"], query["message"]) == ("y", AMELIE, sent)
    assert isinstance(query["chat_instance"], str)
    answer = {"callback_query_id": query["id"], "text": "Noté", "show_alert": True}
    assert await client.bot("answerCallbackQuery", **answer) is True
    assert (await task)["answer"] == {"text": "Noté", "show_alert": True}
    # The answer is a change of the chat, though no message changed.
    changed = await client.side(f"GET /chats/{AMELIE}/messages?after=1")
    assert (changed["seq"], changed["messages"]) == (2, [])


async def test_tap_when_answered_without_a_word(client: Client) -> None:
    sent = await client.send("Prêt ?", **YES)
    task, query = await tapped(client, message_id=sent["message_id"], button="Oui")
    await client.bot("answerCallbackQuery", callback_query_id=query["id"])
    assert (await task)["answer"] == {"text": "", "show_alert": False}


async def test_tap_when_answered_too_late_or_too_long(client: Client) -> None:
    sent = await client.send("Prêt ?", **YES)
    task, query = await tapped(client, message_id=sent["message_id"], button="Oui")
    long = await client.refused("answerCallbackQuery", callback_query_id=query["id"], text="a" * 201)
    assert long == "Bad Request: MESSAGE_TOO_LONG"
    await client.bot("answerCallbackQuery", callback_query_id=query["id"])
    await task
    forged = await client.refused("answerCallbackQuery", callback_query_id="123")
    client.sandbox._world.main.taps[query["id"]].dies_at = 0.0
    late = await client.refused("answerCallbackQuery", callback_query_id=query["id"])
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert forged == late == too_old
