"""The same tries by a director on a file and behind PostgreSQL's walls: they are told the same."""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiogram.methods import TelegramMethod

from bot.ports import Received, Records, Store, is_reading, reading
from bot.sandbox import Sandbox, SandboxPerson
from handlers import ROUTERS
from handlers.doors import Who
from storage import Storage, migrate, move, open_storage
from tests.cast import MORNING
from tests.faults.speaking import spoken_to
from tests.faults.stage import KEY
from tests.faults.who_may.routes import Route, Try, routes
from tests.faults.who_may.town import Town, furnish
from tests.faults.who_may.trial import MANY, Ear, listen, update, words_of

DIRECTOR, SIDE = "director_a", "a"
#: What is said to each try.
Told = dict[tuple[str, Try], list[tuple[str, ...]]]


class _Undone(Exception):  # noqa: N818 – no error: the try is over
    """So that every try finds the town as it was."""


class Undoing:
    """A store that undoes whatever is done, and gives what came of it."""

    def __init__(self, store: Store, served: set[str]) -> None:
        self._store = store
        self._served = served  # the crèches for which a conversation asked for less than everything

    def within(self, creches: Collection[str]) -> "Undoing":
        self._served.update(creches)
        return Undoing(self._store.within(creches), self._served)

    async def do(self, action: Callable[..., Any], *args: Any, **known: Any) -> Any:
        came: list[Any] = []

        def tried(records: Records) -> None:
            came.append(action(records, *args, **known))
            raise _Undone

        if is_reading(action):
            reading(tried)
        with suppress(_Undone):
            await self._store.do(tried)
        return came[0]

    async def look(self, action: Callable[..., Any], *args: Any, **known: Any) -> Any:
        return await self._store.look(action, *args, **known)


async def told(file: Path, server: str) -> tuple[Told, Told, set[str]]:
    """On the file, then on the server to which everything was moved; for which crèches it was asked."""
    url = f"sqlite:///{file}"
    migrate(url)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        town = furnish(records)
    move(file, server, key=KEY)
    served: set[str] = set()
    return await _on(url, town, served), await _on(server, town, served), served


async def _on(url: str, town: Town, served: set[str]) -> Told:
    director = town.actors[DIRECTOR]
    people = [SandboxPerson(user_id=director.chat_id, name=director.name)]
    sandbox, storage = Sandbox(pace=False, start_at=MORNING, people=people), open_storage(url, key=KEY)
    await sandbox.start()
    conversations, ear = spoken_to(sandbox, storage, MANY, clock=lambda: MORNING), Ear()
    conversations.bot.session.middleware(ear)
    found: Told = {}
    for number, (route, one) in enumerate(_tries(), start=1):
        _be_asked(storage, town, one)
        ear.calls.clear()
        body = update(director, one, one.says.format(**town.objects[SIDE]), number)
        received = Received(update_id=number, chat_id=director.chat_id, body=json.dumps(body).encode())
        await conversations.handle(received, Undoing(storage, served))
        found[route.name, one] = [_said(call) for call in ear.calls]
    await conversations.close()
    await sandbox.stop()
    await storage.close()
    return found


def _tries() -> Iterator[tuple[Route, Try]]:
    """Whatever staff can try."""
    return ((route, one) for route in routes(ROUTERS) if route.who is Who.STAFF for one in route.tries)


def _be_asked(storage: Storage, town: Town, one: Try) -> None:
    with storage.transaction() as records:
        listen(records, town.actors[DIRECTOR], one.focus.format(**town.objects[SIDE]))


def _said(call: TelegramMethod[Any]) -> tuple[str, ...]:
    """A file bears the second in which it was made: its caption is enough."""
    words = words_of(call.model_dump(warnings=False, exclude={"photo", "document"}))
    return (type(call).__name__, *words)
