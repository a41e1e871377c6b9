"""The cast, a sandbox for each test, and a client that speaks both of its sides over HTTP."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox, SandboxPerson

#: Seconds after which a test gives up what it waits for.
PATIENCE = 60
AMELIE, BRAM, CLAIRE = 101, 102, 103
CAST = (
    SandboxPerson(user_id=AMELIE, name="Amélie Dupont", about="expects a girl in May"),
    SandboxPerson(user_id=BRAM, name="Bram", language_code="nl", role="hr"),
    SandboxPerson(user_id=CLAIRE, name="Claire Étienne", role="director", listed=False),
)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x06\x00\x00\x00"
    b"\x9dt\x8d\xa5\x00\x00\x00\x00IEND\xaeB`\x82"
)


class Client:
    """Speaks as a bot (`bot`) and as the people (`side`)."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session
        self.token = sandbox.token

    async def call(self, method: str, token: str | None = None, **params: Any) -> dict[str, Any]:
        """A Bot API call with a JSON body; the whole answer."""
        url = f"{self.sandbox.url}/bot{token or self.token}/{method}"
        async with self.session.post(url, json=params) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == answer.get("error_code", 200)
            return answer

    async def bot(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """The description of a call that must be refused."""
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def send(self, text: str = "Bonjour", **params: Any) -> dict[str, Any]:
        """A text to Amélie unless said otherwise."""
        sent: dict[str, Any] = await self.bot("sendMessage", **{"chat_id": AMELIE, "text": text, **params})
        return sent

    async def side(self, call: str, body: Any = None, *, status: int = 200) -> Any:
        """A call of the people's side, "GET /sandbox path" style, with the status it must have."""
        method, _, path = call.partition(" ")
        url = f"{self.sandbox.url}/sandbox{path}"
        async with self.session.request(
            method, url, data=None if body is None else json.dumps(body)
        ) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer

    async def say(self, text: str, chat_id: int = AMELIE, **more: Any) -> Any:
        """Somebody says something."""
        return await self.side(f"POST /chats/{chat_id}/messages", {"text": text, **more})

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """What getUpdates answers."""
        got: list[dict[str, Any]] = await self.bot("getUpdates", **params)
        return got


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def client(session: aiohttp.ClientSession) -> AsyncIterator[Client]:
    sandbox = Sandbox(people=CAST, pace=False)
    await sandbox.start()
    yield Client(sandbox, session)
    await sandbox.stop()


@pytest.fixture
async def paced(session: aiohttp.ClientSession) -> AsyncIterator[Client]:
    sandbox = Sandbox(people=(*CAST, *(SandboxPerson(user_id=n, name=f"P{n}") for n in range(1000, 1060))))
    await sandbox.start()
    yield Client(sandbox, session)
    await sandbox.stop()
