"""Groups, their topics and their growth; what a bot may know and do there."""

from typing import Any

import pytest

from tests.sandbox.conftest import AMELIE, BRAM, CLAIRE, Client


async def group(client: Client, **more: Any) -> int:
    body = {"title": "Équipe", "members": [AMELIE, BRAM], **more}
    return int((await client.side("POST /groups", body))["chat_id"])


async def test_group_when_made(client: Client) -> None:
    chat_id = await group(client)
    [update] = await client.updates()
    change = update["my_chat_member"]
    assert change["chat"] == {"id": chat_id, "title": "Équipe", "type": "group"}
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == (
        "left",
        "administrator",
    )
    assert await client.bot("getChatMemberCount", chat_id=chat_id) == 3
    status = [
        (await client.bot("getChatMember", chat_id=chat_id, user_id=number))["status"]
        for number in (AMELIE, CLAIRE, 7000000001)
    ]
    assert status == ["member", "left", "administrator"]
    [admin] = await client.bot("getChatAdministrators", chat_id=chat_id)
    assert admin["can_manage_topics"] is True


@pytest.mark.parametrize(("body", "status"), [({}, 400), ({"title": "x", "members": [5]}, 404)])
async def test_group_when_malformed(client: Client, body: dict[str, Any], status: int) -> None:
    assert set(await client.side("POST /groups", body, status=status)) == {"error"}


async def test_message_when_said_in_a_group(client: Client) -> None:
    chat_id = await group(client)
    await client.side(f"POST /chats/{chat_id}/messages", {"text": "a"}, status=400)
    await client.side(f"POST /chats/{chat_id}/messages", {"text": "a", "from": CLAIRE}, status=409)
    await client.say("a", chat_id, **{"from": BRAM})
    message = (await client.updates())[-1]["message"]
    assert (message["from"]["id"], message["chat"]["id"]) == (BRAM, chat_id)


async def test_group_when_it_migrates(client: Client) -> None:
    old = await group(client)
    new = (await client.side(f"POST /groups/{old}/migrate"))["chat_id"]
    assert await client.call("sendMessage", chat_id=old, text="a") == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    sent = await client.bot("sendMessage", chat_id=new, text="a")
    assert sent["chat"] == {"id": new, "title": "Équipe", "type": "supergroup"}
    _, gone, come = [update.get("message") for update in await client.updates()]
    assert gone is not None
    assert come is not None
    assert (gone["chat"]["id"], gone["migrate_to_chat_id"]) == (old, new)
    assert (come["chat"]["id"], come["migrate_from_chat_id"]) == (new, old)
    await client.side(f"GET /chats/{old}/messages", status=409)
    await client.side(f"POST /groups/{new}/migrate", status=409)
    assert [line["chat"]["id"] for line in await client.side("GET /chats")] == [new]


async def test_group_when_the_bot_is_put_out(client: Client) -> None:
    chat_id = await group(client)
    await client.side(f"POST /chats/{chat_id}/block", {"from": BRAM})
    why = await client.refused("sendMessage", chat_id=chat_id, text="a")
    assert why == "Forbidden: bot was kicked from the group chat"
    await client.side(f"POST /chats/{chat_id}/unblock", {"from": BRAM})
    assert await client.bot("leaveChat", chat_id=chat_id) is True
    assert (await client.call("sendMessage", chat_id=chat_id, text="a"))["error_code"] == 403
    private = await client.refused("leaveChat", chat_id=AMELIE)
    assert private == "Bad Request: chat member status can't be changed in private chats"


async def test_topic_when_it_lives(client: Client) -> None:
    chat_id = await group(client, is_forum=True)
    topic = await client.bot("createForumTopic", chat_id=chat_id, name="Marcinelle")
    # 1 would be the General topic.
    assert topic == {"message_thread_id": 2, "name": "Marcinelle", "icon_color": 7322096}
    place = {"chat_id": chat_id, "message_thread_id": 2}
    sent = await client.bot("sendMessage", **place, text="a")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (2, True)
    await client.say("b", chat_id, **{"from": BRAM, "message_thread_id": 2})
    heard = (await client.updates())[-1]["message"]
    assert (heard["message_thread_id"], heard["is_topic_message"]) == (2, True)
    await client.bot("editForumTopic", **place, name="Marcinelle 2")
    await client.bot("closeForumTopic", **place)
    assert await client.refused("closeForumTopic", **place) == "Bad Request: TOPIC_NOT_MODIFIED"
    await client.side(
        f"POST /chats/{chat_id}/messages", {"text": "c", "from": BRAM, "message_thread_id": 2}, status=409
    )
    [shown] = (await client.side(f"GET /chats/{chat_id}"))["topics"]
    assert (shown["name"], shown["closed"]) == ("Marcinelle 2", True)
    await client.bot("reopenForumTopic", **place)
    await client.bot("deleteForumTopic", **place)
    left = await client.side(f"GET /chats/{chat_id}/messages?all=1")
    assert (left["messages"], len(left["deleted"])) == ([], 6)
    assert await client.refused("sendMessage", **place, text="a") == "Bad Request: message thread not found"


async def test_topic_when_refused(client: Client) -> None:
    plain, forum = await group(client), await group(client, is_forum=True)
    assert (
        await client.refused("createForumTopic", chat_id=plain, name="a")
        == "Bad Request: the chat is not a forum"
    )
    assert await client.refused("createForumTopic", chat_id=forum) == "Bad Request: TOPIC_TITLE_EMPTY"
    colour = await client.refused("createForumTopic", chat_id=forum, name="a", icon_color=5)
    assert colour == "Bad Request: invalid forum topic icon color specified"
    gone = await client.refused("editForumTopic", chat_id=forum, message_thread_id=9, name="a")
    assert gone == "Bad Request: message thread not found"


async def test_pin_when_set_and_taken_away(client: Client) -> None:
    sent = await client.send()
    place = {"chat_id": AMELIE, "message_id": sent["message_id"]}
    await client.bot("pinChatMessage", **place)
    assert (await client.bot("getChat", chat_id=AMELIE))["pinned_message"] == sent
    [notice] = (await client.side(f"GET /chats/{AMELIE}/messages?after=1"))["messages"]
    assert notice["pinned_message"] == sent
    await client.bot("unpinChatMessage", chat_id=AMELIE)
    assert "pinned_message" not in await client.bot("getChat", chat_id=AMELIE)
    assert (
        await client.refused("pinChatMessage", chat_id=AMELIE, message_id=9)
        == "Bad Request: message to pin not found"
    )


async def test_reaction_when_the_message_is_there(client: Client) -> None:
    sent = await client.send()
    reaction = [{"type": "emoji", "emoji": "👍"}]
    place = {"chat_id": AMELIE, "reaction": reaction}
    assert await client.bot("setMessageReaction", **place, message_id=sent["message_id"]) is True
    assert (
        await client.refused("setMessageReaction", **place, message_id=9)
        == "Bad Request: message to react not found"
    )


START = {"command": "start", "description": "Commencer"}
HELP = {"command": "help", "description": "Aide"}


async def shown(client: Client, chat_id: int) -> list[str]:
    return [one["command"] for one in (await client.side(f"GET /chats/{chat_id}"))["commands"]]


async def test_commands_when_scoped_by_chat_and_language(client: Client) -> None:
    await client.bot("setMyCommands", commands=[START])
    await client.bot(
        "setMyCommands", commands=[{"command": "/HULP", "description": "Hulp"}], language_code="nl"
    )
    private = {"type": "all_private_chats"}
    assert (await shown(client, AMELIE), await shown(client, BRAM)) == (["start"], ["hulp"])
    await client.bot("setMyCommands", commands=[HELP], scope=private)
    assert (await shown(client, AMELIE), await shown(client, BRAM)) == (["help"], ["help"])
    one = {"type": "chat", "chat_id": BRAM}
    await client.bot("setMyCommands", commands=[START, HELP], scope=one)
    assert await shown(client, BRAM) == ["start", "help"]
    assert await client.bot("getMyCommands", scope=one) == [START, HELP]
    assert await client.bot("getMyCommands", scope=one, language_code="nl") == []
    await client.bot("deleteMyCommands", scope=one)
    assert await shown(client, BRAM) == ["help"]
    assert await shown(client, await group(client)) == ["start"]


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"commands": [{"command": "a b", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [START] * 101}, "can't set more than 100 commands"),
        ({"commands": [START], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        (
            {"commands": [START], "scope": {"type": "x"}},
            "can't parse BotCommandScope: unsupported type specified",
        ),
        ({"commands": [START], "scope": {"type": "chat"}}, "can't parse BotCommandScope: chat_id is missing"),
    ],
)
async def test_commands_when_refused(client: Client, params: dict[str, Any], why: str) -> None:
    assert await client.refused("setMyCommands", **params) == f"Bad Request: {why}"


async def test_names_when_set_by_language(client: Client) -> None:
    await client.bot("setMyName", name="Cigogne")
    await client.bot("setMyName", name="Ooievaar", language_code="nl")
    await client.bot("setMyDescription", description="Six crèches")
    names = [(await client.bot("getMyName", language_code=code))["name"] for code in ("nl", "de")]
    assert names == ["Ooievaar", "Cigogne"]
    assert await client.bot("getMyDescription") == {"description": "Six crèches"}
    assert await client.bot("getMyShortDescription") == {"short_description": ""}
    assert (await client.bot("getMe"))["first_name"] == "Cigogne"
    long = await client.refused("setMyName", name="a" * 65)
    assert long == "Bad Request: bot name is too long"


async def test_menu_button_when_set_for_one_chat(client: Client) -> None:
    await client.bot("setChatMenuButton", chat_id=AMELIE, menu_button={"type": "commands"})
    await client.bot("setChatMenuButton", menu_button={"type": "default"})
    buttons = [
        await client.bot("getChatMenuButton", **chat) for chat in ({"chat_id": AMELIE}, {"chat_id": BRAM}, {})
    ]
    assert [button["type"] for button in buttons] == ["commands", "default", "default"]


async def test_menu_button_when_it_opens_a_page(client: Client) -> None:
    page = {"type": "web_app", "text": "Page", "web_app": {"url": "https://x.be"}}
    await client.bot("setChatMenuButton", menu_button={**page, "new": 1})
    assert await client.bot("getChatMenuButton") == page
    refused = await client.refused("setChatMenuButton", menu_button={"type": "web_app", "text": "Page"})
    assert refused == "Bad Request: can't parse MenuButton: Can't find field \"url\""


async def test_server_when_left(client: Client) -> None:
    assert await client.bot("close") is True
    await client.bot("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await client.call("close"))["error_code"] == 400
    assert await client.bot("logOut") is True
    assert (await client.bot("getWebhookInfo"))["url"] == ""


async def test_chat_when_asked_about(client: Client) -> None:
    chat = await client.bot("getChat", chat_id=AMELIE)
    assert (chat["type"], chat["first_name"], chat["max_reaction_count"]) == ("private", "Amélie", 11)
    stranger = await client.refused("getChatMember", chat_id=AMELIE, user_id=5)
    assert stranger == "Bad Request: PARTICIPANT_ID_INVALID"
    assert await client.bot("getUserProfilePhotos", user_id=AMELIE) == {"total_count": 0, "photos": []}
    administrators = await client.refused("getChatAdministrators", chat_id=AMELIE)
    assert administrators == "Bad Request: there are no administrators in the private chat"
