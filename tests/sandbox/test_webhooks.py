"""Webhooks: secret, order, repetition, patience, and calls in the reply."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import FormData, MultipartWriter, web

from tests.sandbox.conftest import AMELIE, BRAM, PATIENCE, Client
from tests.sandbox.test_sending import inline

#: Longer than any test lasts.
NOT_SOON = {"Retry-After": "1000"}


class Server:
    """A bot's own server: notes what arrives, answers what it is told to."""

    def __init__(self) -> None:
        self.url = ""
        self.heard: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.secrets: list[str | None] = []
        self.answers: list[web.Response] = []

    async def handle(self, request: web.BaseRequest) -> web.Response:
        self.times.append(time.monotonic())
        self.heard.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return self.answers.pop(0) if self.answers else web.Response()

    async def until(self, count: int) -> None:
        """Return when so many POSTs have arrived."""
        async with asyncio.timeout(PATIENCE):
            while len(self.heard) < count:  # noqa: ASYNC110 – another test's server is no clock
                await asyncio.sleep(0.01)


@asynccontextmanager
async def listening() -> AsyncIterator[Server]:
    server = Server()
    runner = web.ServerRunner(web.Server(server.handle))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield server
    await runner.cleanup()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with listening() as opened:
        yield opened


async def in_trouble(client: Client, why: str) -> dict[str, Any]:
    """What is told of the webhook once that is what went wrong last."""
    async with asyncio.timeout(PATIENCE):
        while True:
            info: dict[str, Any] = await client.bot("getWebhookInfo")
            if info.get("last_error_message") == why:
                return info
            await asyncio.sleep(0.01)


async def test_webhook_when_set(client: Client, server: Server) -> None:
    await client.say("avant")
    await client.bot("setWebhook", url=server.url, secret_token="s3-c_R", allowed_updates=["message"])
    said = await client.say("après")
    await server.until(2)
    assert [update["message"]["text"] for update in server.heard] == ["avant", "après"]
    assert (server.heard[1]["update_id"], server.secrets) == (said["update_ids"][0], ["s3-c_R"] * 2)
    info = await client.bot("getWebhookInfo")
    assert info == {
        "url": server.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 40,
        "allowed_updates": ["message"],
    }
    poll = await client.refused("getUpdates")
    assert poll == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    [person, _] = await client.side("GET /people")
    assert person["user_id"] == AMELIE


async def test_webhook_when_it_fails(client: Client, server: Server) -> None:
    server.answers = [web.Response(status=500), web.Response(status=503, headers={"Retry-After": "2"})]
    await client.bot("setWebhook", url=server.url)
    await client.say("un")
    await client.say("deux")
    await in_trouble(client, "Wrong response from the webhook: 503 Service Unavailable")
    await server.until(4)
    gaps = [later - earlier for earlier, later in zip(server.times, server.times[1:], strict=False)]
    assert gaps[0] >= 1  # its own first wait
    assert gaps[1] >= 2  # the wait that was asked for
    assert [update["message"]["text"] for update in server.heard] == ["un", "un", "un", "deux"]


async def test_webhook_when_one_chat_is_stuck(client: Client, server: Server) -> None:
    server.answers = [web.Response(status=500, headers=NOT_SOON)]
    await client.bot("setWebhook", url=server.url)
    await client.say("coincée")
    await server.until(1)
    await client.say("libre", chat_id=BRAM)
    await server.until(2)
    assert server.heard[1]["message"]["text"] == "libre"
    quiet = [
        (await client.side(f"GET /chats/{chat}/messages?after=0&wait=0.5"))["quiet"]
        for chat in (AMELIE, BRAM)
    ]
    assert quiet == [False, True]


async def test_webhook_when_nobody_listens(client: Client) -> None:
    await client.bot("setWebhook", url="http://127.0.0.1:9/hook")
    await client.say("un")
    info = await in_trouble(client, "Connection refused")
    assert info["pending_update_count"] == 1
    await client.bot("deleteWebhook")
    assert len(await client.updates()) == 1


async def test_webhook_when_dropped_with_what_waits(client: Client) -> None:
    await client.bot("setWebhook", url="http://127.0.0.1:9/hook")
    await client.say("un")
    await client.bot("setWebhook", url="", drop_pending_updates="True")
    assert await client.updates() == []
    assert (await client.bot("getWebhookInfo"))["url"] == ""


def json_reply() -> web.Response:
    return web.json_response({"method": "sendMessage", "chat_id": AMELIE, "text": "réponse"})


def form_reply() -> web.Response:
    form = FormData(default_to_multipart=True)
    for name, value in {"method": "sendMessage", "chat_id": str(AMELIE), "text": "réponse"}.items():
        form.add_field(name, value)
    body = form()
    assert isinstance(body, MultipartWriter)
    return web.Response(body=body)


@pytest.mark.parametrize("reply", [json_reply, form_reply])
async def test_webhook_when_its_reply_is_a_call(client: Client, server: Server, reply: Any) -> None:
    server.answers = [reply()]
    await client.bot("setWebhook", url=server.url)
    await client.say("un")
    answered = await client.side(f"GET /chats/{AMELIE}/messages?after=1&wait={PATIENCE}")
    assert [message["text"] for message in answered["messages"]] == ["réponse"]
    assert answered["quiet"] is True


async def test_webhook_when_its_reply_is_nonsense(client: Client, server: Server) -> None:
    nonsense = [
        web.Response(text="{", content_type="application/json"),
        web.json_response([1]),
        web.Response(text="ok"),
    ]
    server.answers = [*nonsense, web.json_response({"method": "sendMessage", "reply_markup": "{"})]
    await client.bot("setWebhook", url=server.url)
    for word in "abcde":
        await client.say(word)
    await server.until(5)
    assert [update["message"]["text"] for update in server.heard] == list("abcde")


async def test_tap_when_a_text_is_stuck(client: Client, server: Server) -> None:
    sent = await client.send("a", **inline({"text": "Oui", "callback_data": "y"}))
    server.answers = [web.Response(status=500, headers=NOT_SOON)]
    await client.bot("setWebhook", url=server.url)
    await client.say("coincée")
    await server.until(1)
    tap = asyncio.create_task(
        client.side(f"POST /chats/{AMELIE}/taps", {"message_id": sent["message_id"], "button": "Oui"})
    )
    await server.until(2)
    query = server.heard[1]["callback_query"]
    await client.bot("answerCallbackQuery", callback_query_id=query["id"], text="oui")
    assert (await tap)["answer"] == {"text": "oui", "show_alert": False}


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"url": "ftp://x.be"}, "bad webhook: URL is invalid"),
        ({"url": "http://[x"}, "bad webhook: URL is invalid"),
        ({"url": "http://x.be"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://x.be:81"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "http://localhost:1", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "http://localhost:1", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_webhook_when_refused(client: Client, params: dict[str, str], why: str) -> None:
    assert await client.refused("setWebhook", **params) == f"Bad Request: {why}"


async def test_webhook_when_its_address_holds_the_token(client: Client, server: Server) -> None:
    await client.bot("setWebhook", url=f"{server.url}/{client.token}")
    [call] = await client.side("GET /history")
    assert call["params"]["url"] == f"{server.url}/…"
    assert client.token not in str(call)
