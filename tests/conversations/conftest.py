"""A whole cooperative in this process: the sandbox, the real bot over HTTP, a database in a file."""

import base64
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

import storage
from bot.house import House
from bot.policy import load_policy
from bot.ports import Records
from bot.rules.people import Consent, Mandate, Person, Role
from bot.rules.policy import Policy
from bot.rules.requests import Request
from bot.sandbox import Sandbox, SandboxPerson
from bot.settings import Settings
from storage import Storage
from tests.cast import MORNING
from tests.conversations.dialogue import Someone
from tests.kept import lay_empty

KEY = base64.b64encode(os.urandom(32)).decode()


@dataclass
class Town:
    """The sandbox and the bot in it; new people move in as a test needs them."""

    sandbox: Sandbox
    house: House
    storage: Storage
    policy: Policy
    http: aiohttp.ClientSession
    url: str

    async def somebody(self, language: str = "fr", name: str = "Ana") -> Someone:
        """Somebody who has never spoken to the bot."""
        body = {"first_name": name, "language_code": language}
        async with self.http.post(f"{self.sandbox.url}/sandbox/people", json=body) as response:
            found = await response.json()
        return Someone(self.http, self.sandbox.url, found["user_id"])

    async def parent(self, language: str = "fr", name: str = "Ana") -> Someone:
        """Somebody who has read the notice and sees the menu."""
        someone = await self.somebody(language, name)
        await someone.says("/start")
        await someone.taps(ACCEPT[language])
        return someone

    async def family(self, request: Request, language: str = "fr", name: str = "Ana") -> Someone:
        """A parent whose family has made this request (under an id and a reference of its own)."""
        someone = await self.somebody(language, name)
        with self.storage.transaction() as records:
            family = records.new_id()
            records.people.add_family(family)
            person = self._person(records, someone.user_id, language)
            records.people.add(replace(person, name=name, family_id=family))
            own = replace(request, id=records.new_id(), reference=records.new_reference(), family_id=family)
            records.requests.add(own)
        await someone.says("/start")
        return someone

    def request_of(self, someone: Someone) -> Request:
        """The newest request of that person's family, as it stands in the storage."""
        with self.storage.transaction() as records:
            person = records.people.by_chat(someone.user_id)
            assert person is not None
            assert person.family_id is not None
            return records.requests.of_family(person.family_id)[-1]

    async def staff(self, role: Role, of: str = "", language: str = "fr") -> Someone:
        """Somebody with a mandate, straight from the storage."""
        someone = await self.somebody(language, role.value)
        with self.storage.transaction() as records:
            person = self._person(records, someone.user_id, language)
            records.people.add(person)
            records.people.grant(person.id, Mandate(role=role, of=of), at=self.sandbox.now())
        await someone.says("/start")
        return someone

    def _person(self, records: Records, chat_id: int, language: str) -> Person:
        consent = Consent(version="1", language=language, digest="0" * 64, accepted_at=self.sandbox.now())
        return Person(id=records.new_id(), chat_id=chat_id, language=language, consent=consent)

    async def clock(self, **move: str) -> None:
        async with self.http.post(f"{self.sandbox.url}/sandbox/clock", json=move) as response:
            assert response.status == 200, await response.text()

    async def restart(self) -> None:
        """Stop the bot and start it again on the same memory."""
        await self.house.__aexit__()
        self.storage = storage.open_storage(self.url, key=base64.b64decode(KEY))
        self.house = await open_house(self.sandbox, self.storage, self.policy)


#: The button that accepts the privacy notice.
ACCEPT = {
    "fr": "J’ai lu, je continue",
    "nl": "Gelezen, ik ga verder",
    "de": "Gelesen, weiter",
    "en": "I have read this, go on",
}


async def open_house(sandbox: Sandbox, memory: Storage, policy: Policy) -> House:
    settings = Settings(
        _env_file=None, token=SecretStr(sandbox.token), key=SecretStr(KEY), api_base_url=sandbox.url
    )
    house = House(settings, memory, policy, sandbox.now)
    house.pace.per_person = (1000, 1.0)  # this sandbox does not pace either
    sandbox.on_advance, sandbox.is_busy = house.advanced, house.is_busy
    await house.__aenter__()
    assert house.backroom is not None
    house.backroom.timetable._scheduler.pause()  # what is due is done as a test moves the clock, at any hour
    return house


@asynccontextmanager
async def open_town(
    path: Path, *, start_at: datetime = MORNING, people: tuple[SandboxPerson, ...] = ()
) -> AsyncIterator[Town]:
    url = f"sqlite:///{path}"
    memory = storage.open_storage(url, key=base64.b64decode(KEY))
    policy = load_policy()
    async with AsyncExitStack() as stack:
        sandbox = Sandbox(pace=False, start_at=start_at, people=people, still=0.04)
        await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        town = Town(sandbox, await open_house(sandbox, memory, policy), memory, policy, http, url)
        try:
            yield town
        finally:
            await town.house.__aexit__()


@pytest.fixture(scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One cooperative for all conversations whose people do not meet; nobody moves its clock."""
    path = lay_empty(tmp_path_factory.mktemp("town") / "cigogne.sqlite3")
    async with open_town(path) as open_:
        yield open_


@pytest.fixture
async def new_town(sqlite_path: Path) -> AsyncIterator[Callable[[], Awaitable[Town]]]:
    """A cooperative of one's own, for a test that moves the clock or restarts the bot."""
    async with AsyncExitStack() as stack:

        async def move_in() -> Town:
            return await stack.enter_async_context(open_town(sqlite_path))

        yield move_in
