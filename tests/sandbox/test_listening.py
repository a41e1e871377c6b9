"""What is seen of a chat, and waiting until the bot has settled."""

import asyncio
import time

from tests.sandbox.conftest import AMELIE, BRAM, CLAIRE, PATIENCE, Client


async def test_messages_when_edited_and_deleted(client: Client) -> None:
    first, second, third = [await client.send(word) for word in ("un", "deux", "trois")]
    await client.say("moi")
    await client.bot("editMessageText", chat_id=AMELIE, message_id=first["message_id"], text="un !")
    await client.bot("deleteMessage", chat_id=AMELIE, message_id=second["message_id"])
    seen = await client.side(f"GET /chats/{AMELIE}/messages?after=0")
    assert [(one["text"], one["seq"]) for one in seen["messages"]] == [("trois", 3), ("un !", 5)]
    assert (seen["seq"], seen["deleted"]) == (6, [second["message_id"]])
    later = await client.side(f"GET /chats/{AMELIE}/messages?after=5")
    assert (later["messages"], later["deleted"]) == ([], [2])
    assert third["message_id"] == 3


async def test_wait_when_the_bot_answers(client: Client) -> None:
    waiting = asyncio.create_task(client.side(f"GET /chats/{AMELIE}/messages?after=0&wait={PATIENCE}"))
    said = await client.say("un")
    [update] = await client.updates(timeout=PATIENCE)
    await asyncio.sleep(0.5)  # the bot thinks: silence alone is no end
    assert not waiting.done()
    begin = time.monotonic()
    await client.send("réponse")
    await client.updates(offset=update["update_id"] + 1)
    answered = await waiting
    assert 0.25 < time.monotonic() - begin < PATIENCE
    assert ([one["text"] for one in answered["messages"]], answered["quiet"]) == (["réponse"], True)
    assert update["update_id"] in said["update_ids"]


async def test_wait_when_nothing_changes(client: Client) -> None:
    begin = time.monotonic()
    answer = await client.side(f"GET /chats/{AMELIE}/messages?after=0&wait=0.4")
    assert 0.35 < time.monotonic() - begin < PATIENCE
    assert answer == {"seq": 0, "messages": [], "deleted": [], "quiet": False}
    assert (await client.side(f"GET /chats/{AMELIE}/messages"))["quiet"] is True


async def test_wait_when_the_bot_is_still_busy(client: Client) -> None:
    asked: list[int] = []
    busy_until = time.monotonic() + 1

    async def is_busy(chat_id: int) -> bool:
        asked.append(chat_id)
        return time.monotonic() < busy_until

    client.sandbox.is_busy = is_busy
    await client.send("un")
    answer = await client.side(f"GET /chats/{AMELIE}/messages?after=0&wait={PATIENCE}")
    assert (answer["quiet"], time.monotonic() >= busy_until) == (True, True)
    assert set(asked) == {AMELIE}
    client.sandbox._world.still = PATIENCE
    await client.send("deux")
    client.sandbox.is_busy = None
    assert (await client.side(f"GET /chats/{AMELIE}/messages?after=1&wait=0.1"))["quiet"] is False


async def test_chats_when_something_happened_in_them(client: Client) -> None:
    assert await client.side("GET /chats") == []
    await client.send()
    await client.side(f"GET /chats/{BRAM}")
    [line] = await client.side("GET /chats")
    assert (line["chat"]["id"], line["seq"], line["blocked"]) == (AMELIE, 1, False)


async def test_chat_when_looked_at(client: Client) -> None:
    look = await client.side(f"GET /chats/{CLAIRE}")
    assert look == {
        "chat": {"id": CLAIRE, "first_name": "Claire", "last_name": "Étienne", "type": "private"},
        "bot": {"id": 7000000001, "is_bot": True, "first_name": "Sandbox bot", "username": "sandbox_bot"},
        "commands": [],
        "blocked": False,
        "typing": False,
        "reply_keyboard": None,
        "topics": [],
        "members": [CLAIRE],
    }
