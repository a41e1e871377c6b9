"""Four client libraries that are not ours hold the same conversation, each in a process of its own."""

import asyncio
import base64
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.sandbox.conftest import AMELIE, CAST, CLAIRE, PNG, Client

SPEAKERS = Path(__file__).parent / "speakers"
DESK = CLAIRE
PATIENCE = 250  # seconds; on a busy machine aiogram takes long to open its eyes
PAGE = b"%PDF-1.7\r\n\x00\xff--"
PAGE_NAME = "Contrat d’accueil.pdf"


@dataclass(frozen=True, kw_only=True)
class Library:
    """A script, its bot, and what its library raises: on broken HTML, on 429 with the seconds, on 403."""

    script: str
    bot_id: int
    raises: tuple[str, str, str]

    @property
    def token(self) -> str:
        return f"{self.bot_id}:third-party"


AIOGRAM = Library(
    script="aiogram_speaker.py",
    bot_id=51,
    raises=("TelegramBadRequest", "TelegramRetryAfter 9", "TelegramForbiddenError"),
)
PTB = Library(script="ptb_speaker.py", bot_id=52, raises=("BadRequest", "RetryAfter 9", "Forbidden"))
TELEBOT = Library(
    script="telebot_speaker.py",
    bot_id=53,
    raises=("ApiTelegramException 400", "ApiTelegramException 429 9", "ApiTelegramException 403"),
)
GRAMMY = Library(
    script="grammy_speaker.cjs",
    bot_id=54,
    raises=("GrammyError 400", "GrammyError 429 9", "GrammyError 403"),
)


@dataclass(kw_only=True)
class Talk:
    """The people's half of a conversation with one bot; `seen` counts each chat's changes so far."""

    client: Client
    library: Library
    seen: Counter[int] = field(default_factory=Counter)

    async def side(self, call: str, body: Any = None) -> Any:
        mark = "&" if "?" in call else "?"
        return await self.client.side(f"{call}{mark}bot={self.library.token}", body)

    async def say(self, **content: Any) -> None:
        """Amélie says or sends something."""
        await self.side(f"POST /chats/{AMELIE}/messages", content)
        self.seen[AMELIE] += 1

    async def tap(self, message: dict[str, Any], button: str) -> Any:
        """Amélie taps; what the bot answers at once."""
        body = {"message_id": message["message_id"], "button": button}
        tapped = await self.side(f"POST /chats/{AMELIE}/taps", body)
        self.seen[AMELIE] += 1
        return tapped["answer"]

    async def hear(self, chat_id: int = AMELIE) -> dict[str, Any]:
        """The one message that the bot then sends or edits."""
        path = f"/chats/{chat_id}/messages?after={self.seen[chat_id]}&wait={PATIENCE}"
        changes = await self.side(f"GET {path}")
        self.seen[chat_id] = changes["seq"]
        [message] = changes["messages"]
        return dict(message)

    async def download(self, file_id: str) -> bytes:
        url = f"{self.client.sandbox.url}/sandbox/files/{file_id}"
        async with self.client.session.get(url) as response:
            return await response.read()


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[Client]:
    sandbox = Sandbox(people=CAST, pace=False)
    await sandbox.start()
    async with aiohttp.ClientSession() as session:
        yield Client(sandbox, session)
    await sandbox.stop()


@pytest.fixture(
    params=[AIOGRAM, PTB, TELEBOT, pytest.param(GRAMMY, marks=pytest.mark.node)],
    ids=["aiogram", "python-telegram-bot", "pyTelegramBotAPI", "grammY"],
)
async def talk(request: pytest.FixtureRequest, client: Client) -> AsyncIterator[Talk]:
    library: Library = request.param
    program, surroundings = sys.executable, {"PATH": os.environ["PATH"]}
    if library is GRAMMY:
        surroundings["NODE_PATH"] = str(request.getfixturevalue("node_modules"))
        program = "node"
    surroundings |= {"SANDBOX_URL": client.sandbox.url, "BOT_TOKEN": library.token, "DESK": str(DESK)}
    speaker = await asyncio.create_subprocess_exec(program, SPEAKERS / library.script, env=surroundings)
    yield Talk(client=client, library=library)
    assert speaker.returncode is None  # still there
    speaker.terminate()
    await asyncio.wait_for(speaker.wait(), PATIENCE)


async def test_conversation(talk: Talk) -> None:
    await greet(talk)
    await send_files(talk)
    await be_refused(talk)


async def greet(talk: Talk) -> None:
    """A deep link, a button, a toast, an edit."""
    await talk.say(text="/start FAMILLE-7")
    question = await talk.hear()
    assert question["text"] == f"Bonjour Amélie, ici sandbox_{talk.library.bot_id}_bot : FAMILLE-7"
    assert question["entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    assert await talk.tap(question, "Oui") == {"text": "Noté", "show_alert": False}
    edited = await talk.hear()
    assert (edited["message_id"], edited["text"]) == (question["message_id"], "Merci")
    assert "reply_markup" not in edited


async def send_files(talk: Talk) -> None:
    """A picture and a document come back as they went."""
    await talk.say(photo=packed(PNG, "plan.png", "image/png"))
    answer = await talk.hear()
    [picture] = answer["photo"]
    assert (answer["caption"], picture["width"]) == (f"{len(PNG)} octets", 3)
    assert await talk.download(picture["file_id"]) == PNG

    await talk.say(document=packed(PAGE, PAGE_NAME, "application/pdf"))
    answer = await talk.hear()
    assert (answer["caption"], answer["document"]["file_name"]) == (f"{len(PAGE)} octets", PAGE_NAME)
    assert await talk.download(answer["document"]["file_id"]) == PAGE


def packed(data: bytes, file_name: str, mime_type: str) -> dict[str, str]:
    return {"base64": base64.b64encode(data).decode(), "file_name": file_name, "mime_type": mime_type}


async def be_refused(talk: Talk) -> None:
    """Three refusals, each as the library's own exception."""
    broken, hurried, blocked = talk.library.raises
    await talk.say(text="html")
    assert (await talk.hear(DESK))["text"] == broken

    await talk.side("POST /faults", {"method": "sendMessage", "kind": "429", "retry_after": 9})
    await talk.say(text="vite")
    assert (await talk.hear(DESK))["text"] == hurried

    await talk.side(f"POST /chats/{AMELIE}/block")
    assert (await talk.hear(DESK))["text"] == blocked
