"""A courier between a real storage and the sandbox, with readers who have said something."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.courier import Courier
from bot.ports import Records
from bot.rules.announcements import Announcement, AnnouncementState, Content, Progress, Told, Version
from bot.rules.capacity import MonthRoom
from bot.rules.notices import AnnouncementCopy, Notice
from bot.rules.occupancy import Occupancy
from bot.rules.people import Person
from bot.rules.sponsors import CrecheSponsors
from bot.sandbox import Sandbox, SandboxPerson
from bot.texts import Texts
from storage import Storage
from tests.cast import ANA, BILAL, CHLOE, DAVID, NADIA, POLICY
from tests.kept import empty_storage
from tests.storage import seeds

TEXTS = Texts.load()
READERS = (ANA, BILAL, CHLOE, DAVID)
ANNOUNCEMENT = "a" * 32
#: Seconds after which a test gives up what it waits for.
PATIENCE = 100


class Drawings:
    """Pictures that say what they are of."""

    def picture(self, summary: Occupancy, language: str) -> bytes:
        return f"\x89PNG {summary.month} {language}".encode("latin-1")

    def statement(self, months: Sequence[Occupancy], language: str) -> bytes:
        return f"%PDF {months[0].month} {language}".encode()

    def spreadsheet(self, months: Sequence[Occupancy], language: str) -> bytes:
        return f"PK {months[0].month} {language}".encode()

    def page(self, summary: Occupancy, language: str) -> bytes:
        return f"%PDF {summary.month} {language}".encode()

    def capacity(self, creche: str, months: Sequence[MonthRoom], language: str) -> bytes:
        return f"\x89PNG {creche} {months[0].month} {language}".encode("latin-1")

    def slip(self, *, link: str, reference: str, until: date, language: str) -> bytes:
        return f"%PDF {link} {reference} {until} {language}".encode()

    def board(self, creches: Sequence[CrecheSponsors], today: date, language: str) -> bytes:
        return f"PK {len(creches)} {today} {language}".encode()

    def readers(self, told: Sequence[Told], today: date, language: str) -> bytes:
        return f"PK {len(told)} {today} {language}".encode()

    def codes(self, links: Sequence[tuple[str, str]], *, firm: str, until: date, language: str) -> bytes:
        return f"%PDF {len(links)} {firm} {until} {language}".encode()


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 – the courier's deadlines pass in real time here


@dataclass
class Round:
    """What a test of the courier needs: the memory, the sandbox and its people's side."""

    storage: Storage
    sandbox: Sandbox
    http: aiohttp.ClientSession
    courier: Courier
    running: list[asyncio.Task[None]] = field(default_factory=list)

    async def queue(self, *notices: Notice) -> None:
        await self.storage.do(lambda records: records.notices.queue_all(notices, at=now()))
        self.courier.nudge()

    async def announce(
        self, text: str = "Fermé lundi", readers: Iterable[Person] = READERS, **how: Any
    ) -> None:
        await self.storage.do(announcing, text, tuple(readers), **how)
        self.courier.nudge()

    async def progress(self) -> Progress:
        return await self.storage.look(lambda records: records.announcements.progress(ANNOUNCEMENT))

    async def fault(self, method: str, kind: str, times: int = 1, **how: Any) -> None:
        body = {"method": method, "kind": kind, "times": times, **how}
        async with self.http.post(f"{self.sandbox.url}/sandbox/faults", json=body) as answer:
            assert answer.status == 200

    async def block(self, person: Person) -> None:
        await self.http.post(f"{self.sandbox.url}/sandbox/chats/{person.chat_id}/block")

    async def received(self, person: Person) -> list[dict[str, Any]]:
        """What the bot has said to that person."""
        async with self.http.get(f"{self.sandbox.url}/sandbox/chats/{person.chat_id}/messages") as answer:
            found: list[dict[str, Any]] = (await answer.json())["messages"]
            for message in found:
                message["text"] = plain(message["text"])
            return found

    async def history(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        async with self.http.get(f"{self.sandbox.url}/sandbox/history", params={"method": method}) as answer:
            found: list[dict[str, Any]] = await answer.json()
            return found

    async def until(self, true: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not await true():  # noqa: ASYNC110 – another program's state has no event here
                await asyncio.sleep(0.02)

    def start(self) -> None:
        self.running.append(asyncio.create_task(self.courier.run()))


def plain(text: str) -> str:
    """French typography's spaces as the ones on a keyboard."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def announcing(records: Records, text: str, readers: tuple[Person, ...], screen: int | None = None) -> None:
    announcement = Announcement(
        id=ANNOUNCEMENT,
        author_id=NADIA.id,
        content=Content(versions=(Version(language="fr", words=text),)),
        state=AnnouncementState.SENDING,
        created_at=now(),
        screen=screen,
    )
    records.announcements.add(announcement)
    copies = [AnnouncementCopy(to=reader.id, announcement_id=ANNOUNCEMENT) for reader in readers]
    records.notices.queue_all(copies, at=now())


def courier_for(storage: Storage, sandbox: Sandbox, **how: Any) -> Courier:
    return Courier(
        storage.outbox,
        storage,
        TEXTS,
        Drawings(),
        **{
            "token": sandbox.token,
            "base_url": sandbox.url,
            "clock": now,
            "policy": POLICY,
            "lease_seconds": 1.0,
            **how,
        },
    )


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Round]:
    people = [
        SandboxPerson(user_id=person.chat_id or 0, name=person.name, language_code=person.language)
        for person in (*READERS, NADIA)
    ]
    sandbox = Sandbox(people=people, pace=False)
    await sandbox.start()
    async with empty_storage(tmp_path) as storage, aiohttp.ClientSession() as http:
        with storage.transaction() as records:
            for person in (*READERS, NADIA):
                seeds.person(records, person)
        for person in (*READERS, NADIA):
            await http.post(f"{sandbox.url}/sandbox/chats/{person.chat_id}/messages", json={"text": "/start"})
        found = Round(storage, sandbox, http, courier_for(storage, sandbox))
        yield found
        await found.courier.stop(2)
        await asyncio.gather(*found.running)
    await sandbox.stop()
