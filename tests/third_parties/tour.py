"""A walk through everything the sandbox says, overheard on the wire, word for word."""

import asyncio
import base64
import json
import re
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox import Sandbox
from tests.sandbox.conftest import AMELIE, BRAM, CAST, CLAIRE, PNG, Client
from tests.sandbox.test_groups import group
from tests.sandbox.test_sending import inline, upload
from tests.sandbox.test_webhooks import listening

NOBODY = 5
PAGE = {"document": (b"%PDF-1.7", "contrat.pdf", "application/pdf")}
PICTURE = {"photo": (PNG, "plan.png", "image/png")}
#: Every entity that a text can carry, by markup and by itself.
RICH = (
    '<b>a</b> <i>b</i> <u>c</u> <s>d</s> <tg-spoiler>e</tg-spoiler> <a href="https://a.be">f</a> '
    '<a href="tg://user?id=101">g</a> <code>h</code> <pre><code class="language-py">i</code></pre> '
    '<pre>j</pre> <tg-emoji emoji-id="5368324170671202286">👍</tg-emoji> '
    "<blockquote>k</blockquote> <blockquote expandable>l</blockquote> @abcde #m /aide n@a.be https://a.be"
)
BUTTONS = inline(
    {"text": "Oui", "callback_data": "oui", "style": "success", "icon_custom_emoji_id": None, "new": 1},
    {"text": "Site", "url": "https://a.be"},
    {"text": "Copier", "copy_text": {"text": "a"}},
    {"text": "Page", "web_app": {"url": "https://a.be", "new": 1}},
    {"text": "Entrer", "login_url": {"url": "https://a.be", "request_write_access": True, "new": 1}},
)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the sandbox said, as it stood on the wire: where, with which status, to which method (if any)."""

    text: str
    where: str
    status: int = 200
    method: str = ""


class Eavesdropper:
    """Sits on a session's wire and notes every JSON that comes back."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []

    async def __call__(
        self, request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        response = await send(request)
        if response.content_type == "application/json":
            where = f"{request.method} {request.url.path}"
            method = re.fullmatch(r"\w+ /bot[^/]+/(\w+)", where)
            self.heard.append(
                Heard(
                    text=await response.text(),
                    where=where,
                    status=response.status,
                    method=method[1] if method else "",
                )
            )
        return response


async def tour() -> list[Heard]:
    """Everything heard from one end of the sandbox to the other."""
    sandbox, ear = Sandbox(people=CAST, pace=False), Eavesdropper()
    await sandbox.start()
    try:
        async with aiohttp.ClientSession(middlewares=[ear]) as session:
            client = Client(sandbox, session)
            for room in (people, words, files, changes, profile, groups, forums, refusals):
                await room(client)
            ear.heard += await hooks(client)
            for known in await client.side("GET /chats"):
                await look(client, known["chat"]["id"])
        return ear.heard
    finally:
        await sandbox.stop()


async def look(client: Client, chat_id: int) -> None:
    """What the page sees of a chat."""
    await client.side(f"GET /chats/{chat_id}/messages?all=1")
    await client.side(f"GET /chats/{chat_id}")


async def people(client: Client) -> None:
    """Everything a person can do in a private chat."""
    file = {"base64": base64.b64encode(PNG).decode(), "file_name": "a.png", "mime_type": "image/png"}
    contents: list[dict[str, Any]] = [
        {"text": "/start FAMILLE-7 @abcde https://a.be"},
        {"contact": {"phone_number": "+32470000000", "last_name": "B", "user_id": BRAM, "vcard": "v"}},
        {"location": {"latitude": 50.41, "longitude": 4}},
        {"photo": file, "caption": "@abcde"},
        {"document": file, "caption": "a"},
        {"sticker": {"emoji": "🐣"}},
        {"voice": {"duration": 4}, "caption": "a"},
    ]
    for content in contents:
        said = await client.side(f"POST /chats/{AMELIE}/messages", content)
    said = await client.say("encore", reply_to_message_id=said["message_id"])
    await client.side(f"POST /chats/{AMELIE}/messages/{said['message_id']}", {"text": "hop /aide"})
    keys = [[{"text": "Moi", "request_contact": True}, {"text": "Ici", "request_location": True}, "Non"]]
    await client.send("?", reply_markup={"keyboard": keys, "resize_keyboard": True})
    for key in ("Moi", "Ici", "Non"):
        await client.side(f"POST /chats/{AMELIE}/taps", {"button": key})
    await client.side(f"POST /chats/{BRAM}/block")
    await client.side(f"POST /chats/{BRAM}/unblock")
    await client.updates()
    await tap(client)


async def tap(client: Client) -> None:
    """A tap on a message that answers another one, and its answer."""
    message = await client.send("Alors ?", reply_parameters={"message_id": 1}, **BUTTONS)

    async def answer() -> None:
        newest: dict[str, Any] = {}
        while "callback_query" not in newest:  # the tap is on its way
            newest = (await client.updates(offset=-1, timeout=50))[-1]
        query = newest["callback_query"]
        await client.bot("answerCallbackQuery", callback_query_id=query["id"], text="Noté", show_alert=True)

    body = {"message_id": message["message_id"], "button": "Oui"}
    await asyncio.gather(client.side(f"POST /chats/{AMELIE}/taps", body), answer())


async def words(client: Client) -> None:
    """Texts, contacts and places, once more and handed on."""
    here = {"chat_id": AMELIE}
    rich = await client.send(RICH, parse_mode="HTML", link_preview_options={"is_disabled": True, "new": 1})
    place = {"offset": 0, "length": 1, "new": 1}
    entities = [
        {"type": "bold", **place},
        {"type": "text_mention", "user": {"id": BRAM}, **place},
        {"type": "text_link", "url": "https://a.be", "user": None, **place},
        {"type": "phone_number", **place},
    ]
    await client.send("a", entities=entities, protect_content=True, disable_web_page_preview=True)
    await client.send("*a*", parse_mode="MarkdownV2", reply_markup={"force_reply": True})
    await client.bot("sendContact", phone_number="+32470000000", first_name="A", last_name="B", **here)
    await client.bot("sendLocation", latitude=50.41, longitude=4.44, **here)
    await client.bot("sendChatAction", action="typing", **here)
    one = {"chat_id": BRAM, "from_chat_id": AMELIE, "message_id": rich["message_id"]}
    many = {"chat_id": BRAM, "from_chat_id": AMELIE, "message_ids": [rich["message_id"], 1]}
    for method, params in (("forward", one), ("copy", one)):
        await client.bot(f"{method}Message", **params)
        await client.bot(f"{method}Messages", **many)
    photo = (await upload(client, "sendPhoto", PICTURE, **here))["result"]
    await client.bot("copyMessage", caption="b", **{**one, "message_id": photo["message_id"]})
    await look(client, BRAM)
    await client.bot("setMessageReaction", message_id=1, reaction=[{"type": "emoji", "emoji": "👍"}], **here)


async def files(client: Client) -> None:
    """Pictures, documents, albums of both, and where to fetch them."""
    here = {"chat_id": AMELIE, "parse_mode": "HTML", "caption": "<b>a</b>"}
    photo = (await upload(client, "sendPhoto", PICTURE, has_spoiler="true", **here))["result"]["photo"][0]
    page = (await upload(client, "sendDocument", PAGE, **here))["result"]["document"]
    await client.bot("getFile", file_id=photo["file_id"])
    for kind, file in (("photo", photo), ("document", page)):
        media = [{"type": kind, "media": file["file_id"], "caption": "a"}] * 2
        album = await client.bot("sendMediaGroup", chat_id=AMELIE, media=media)
        place = {"chat_id": AMELIE, "message_id": album[0]["message_id"]}
        await client.bot("editMessageMedia", media={"type": "photo", "media": photo["file_id"]}, **place)
        await client.bot("forwardMessage", from_chat_id=AMELIE, **{**place, "chat_id": BRAM})
    await client.bot("getUserProfilePhotos", user_id=AMELIE)


async def changes(client: Client) -> None:
    """Edits of every sort, and what is taken away."""
    here = {"chat_id": AMELIE, "message_id": (await client.send("a", **BUTTONS))["message_id"]}
    await client.bot("editMessageText", text="<b>b</b>", parse_mode="HTML", **BUTTONS, **here)
    await client.bot("editMessageReplyMarkup", **here)
    await client.bot("pinChatMessage", **here)
    await client.bot("getChat", chat_id=AMELIE)
    await client.bot("unpinChatMessage", **here)
    await client.bot("unpinAllChatMessages", chat_id=AMELIE)
    await client.bot("deleteMessage", **here)
    page = (await upload(client, "sendDocument", PAGE, chat_id=AMELIE))["result"]
    await client.bot("editMessageCaption", caption="a", chat_id=AMELIE, message_id=page["message_id"])
    await client.bot("deleteMessages", chat_id=AMELIE, message_ids=[page["message_id"], 10_000])


async def profile(client: Client) -> None:
    """Who the bot is, and what it tells of itself."""
    await client.bot("setMyCommands", commands=[{"command": "aide", "description": "Aide"}])
    await client.bot("getMyCommands")
    await client.bot("deleteMyCommands", scope={"type": "chat", "chat_id": AMELIE})
    for what, name in (("Name", "name"), ("Description", "description"), ("ShortDescription", "")):
        await client.bot(f"setMy{what}", **{name or "short_description": "Cigogne"})
        await client.bot(f"getMy{what}")
    await client.bot("getMe")
    await client.bot("getChatMenuButton")
    page = {"type": "web_app", "text": "Page", "web_app": {"url": "https://a.be", "new": 1}, "new": 1}
    for button in (page, {"type": "commands"}, {"type": "default"}):
        await client.bot("setChatMenuButton", chat_id=AMELIE, menu_button=button)
        await client.bot("getChatMenuButton", chat_id=AMELIE)


async def groups(client: Client) -> None:
    """A group with its members, put out, taken back, grown, and left."""
    old = await group(client)
    await client.say("a /aide@sandbox_bot", old, **{"from": BRAM})
    await client.send("b", chat_id=old)
    await client.bot("getChat", chat_id=old)
    await client.bot("getChatMemberCount", chat_id=old)
    await client.bot("getChatAdministrators", chat_id=old)
    for user_id in (AMELIE, CLAIRE, client.sandbox.token.partition(":")[0]):
        await client.bot("getChatMember", chat_id=old, user_id=user_id)
    await client.side(f"POST /chats/{old}/block")
    await client.bot("getChatMember", chat_id=old, user_id=client.sandbox.token.partition(":")[0])
    await client.refused("sendMessage", chat_id=old, text="a")
    await client.side(f"POST /chats/{old}/unblock")
    new = (await client.side(f"POST /groups/{old}/migrate"))["chat_id"]
    await client.refused("sendMessage", chat_id=old, text="a")
    await client.say("a", new, **{"from": BRAM})
    await client.bot("getChat", chat_id=new)
    await client.updates(offset=-20)
    await client.bot("leaveChat", chat_id=new)


async def forums(client: Client) -> None:
    """A group with topics, opened, renamed, closed and taken away."""
    forum = {"chat_id": await group(client, is_forum=True)}
    topic = await client.bot("createForumTopic", name="Offres", **forum)
    place = {"message_thread_id": topic["message_thread_id"], **forum}
    await client.send("a", **place)
    await client.say("b", forum["chat_id"], **{"from": BRAM, "message_thread_id": topic["message_thread_id"]})
    await client.bot("editForumTopic", name="Places", **place)
    await client.bot("closeForumTopic", **place)
    await client.bot("reopenForumTopic", **place)
    await client.bot("getChat", **forum)
    await client.updates(offset=-1)
    gone = await client.bot("createForumTopic", name="Avant", **forum)
    await client.bot("deleteForumTopic", message_thread_id=gone["message_thread_id"], **forum)


async def refusals(client: Client) -> None:
    """Each way in which a call is refused."""
    await client.refused("sendMessage", chat_id=NOBODY, text="a")
    await client.refused("sendMessage", chat_id=AMELIE, text="<b>a", parse_mode="HTML")
    await client.refused("noSuchMethod")
    await client.call("getMe", token=client.token[:-1])
    for kind in ("429", "500", "403"):
        await client.side("POST /faults", {"method": "getMe", "kind": kind, "retry_after": 9})
        await client.refused("getMe")
    async with client.session.get(f"{client.sandbox.url}/file/bot{client.token}/no/such"):
        pass


async def hooks(client: Client) -> list[Heard]:
    """The other way to hear: what came to the bot's own address; then the ends of both."""
    async with listening() as server:
        kinds = ["message", "callback_query"]
        await client.bot("setWebhook", url=server.url, allowed_updates=kinds)
        server.answers.append(web.Response(status=500))
        await client.say("par ici")
        await server.until(2)
        await client.bot("getWebhookInfo")
        await client.refused("getUpdates")
        await client.bot("deleteWebhook", drop_pending_updates=True)
    await client.bot("getWebhookInfo")
    await client.bot("close")
    await client.bot("logOut")
    return [Heard(text=json.dumps(update), where="POST /hook") for update in server.heard]
