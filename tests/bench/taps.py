"""P1: a step of the sign-up form, kept for good: webhook in, draft and inbox committed, answer out by HTTP.

People fill in ten questions, twenty of them at once. The other side asks the same ten with the same buttons
and keeps the answers in memory. What counts is the computing of the bot's own process; all sides work at the
same time, so that a machine that is busy is as busy for each.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.ports import Records
from tests import postgres
from tests.bench.figures import Part, Row, beside, could_not
from tests.bench.programs import RUNS, SECRET, Program, furnished, house, sqlite
from tests.bench.telegram import TOKEN, Telegram, free_port, message, tap, telegram
from tests.faults.stage import add_people, chat_id, now

PEOPLE = 20
VISITS = 2
UNIT = "ms CPU per 1,000 updates"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATIENCE_SECONDS = 180
#: What is written down a moment after the answer belongs to it.
SETTLE_SECONDS = 0.5

_FIRST, _ON, _LEAVE, _DELETE = (0, 0), (-2, 0), (-1, 1), (1, 0)
#: Words, or the button at that row and column: "all", "go on" and "skip" stand above "back".
VISIT: tuple[str | tuple[int, int], ...] = (
    "/signup",
    *(_FIRST, _FIRST, _ON),  # name, one child, not born yet
    "{due}",
    *(_FIRST, _ON),  # entry, earlier or later
    *(_ON, _ON),  # the whole week
    _ON,  # postal code
    *(_ON, _ON),  # all crèches
    *(_LEAVE, _DELETE),  # at the tenth question
)


@dataclass
class Side:
    """A program that listens to a webhook, and the Telegram that it answers to."""

    program: Program
    api: Telegram
    hook: str
    costs: list[float] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def measure(self, http: aiohttp.ClientSession) -> None:
        """What a thousand updates cost it."""
        before = self.program.cpu()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(self._fill_in(http, chat_id(i)) for i in range(PEOPLE)))
        await asyncio.sleep(SETTLE_SECONDS)
        spent = self.program.cpu() - before
        self.costs.append(spent * 1e6 / (PEOPLE * VISITS * len(VISIT)))

    async def _fill_in(self, http: aiohttp.ClientSession, chat: int) -> None:
        shown: Mapping[str, Any] = {}
        for _ in range(VISITS):
            for step in VISIT:
                shown = await self._step(http, chat, shown, step)

    async def _step(
        self, http: aiohttp.ClientSession, chat: int, shown: Mapping[str, Any], step: str | tuple[int, int]
    ) -> Mapping[str, Any]:
        """Do it, and wait until it is answered; the screen that came."""
        number, screen = next(self._numbers), self.api.expect(chat)
        if isinstance(step, str):
            due = (now() + timedelta(days=120)).strftime("%d/%m/%Y")
            update, answered = message(chat, number, step.format(due=due)), None
        else:
            row, column = step
            word = shown["reply_markup"]["inline_keyboard"][row][column]["callback_data"]
            update, answered = tap(chat, number, shown, word), self.api.expect(str(number))
        async with http.post(
            self.hook, json={"update_id": number, **update}, headers={HEADER: SECRET}
        ) as reply:
            reply.raise_for_status()
        if answered is not None:
            await answered
        return await screen


def run() -> Row:
    return Row("P1", asyncio.run(_parts()))


async def _parts() -> tuple[Part, ...]:
    async with AsyncExitStack() as stack:
        aiogram = await stack.enter_async_context(_peer("aiogram_form"))
        library = await stack.enter_async_context(_peer("telegram_form"))
        ours = await stack.enter_async_context(_ours(stack.enter_context(sqlite(_people))))
        sides, absent = [aiogram, library, ours], ""
        try:
            url = furnished(stack.enter_context(_database()), _people)
        except pytest.skip.Exception as reason:
            absent = str(reason)
        else:
            sides.append(await stack.enter_async_context(_ours(url)))
        await _all_at_once(sides)
    against = "against {} with all of it in memory"
    return (
        _beside(f"on SQLite, {against.format('aiogram')}", ours, aiogram, most=1.0),
        _beside(f"on SQLite, {against.format('python-telegram-bot')}", ours, library),
        could_not("on PostgreSQL", absent, UNIT)
        if absent
        else _beside(f"on PostgreSQL, {against.format('aiogram')}", sides[-1], aiogram),
    )


def _beside(what: str, ours: Side, peer: Side, most: float | None = None) -> Part:
    return beside(f"a step of the form {what}", UNIT, ours.costs, peer.costs, most=most)


async def _all_at_once(sides: Sequence[Side]) -> None:
    async with aiohttp.ClientSession() as http:
        for _ in range(1 + RUNS):
            await asyncio.gather(*(side.measure(http) for side in sides))
    for side in sides:
        del side.costs[0]  # what is done only once


@contextmanager
def _database() -> Iterator[str]:
    """An empty one on a PostgreSQL."""
    with postgres.server() as server, postgres.database(server) as url:
        yield url


def _people(records: Records) -> None:
    add_people(records, PEOPLE)


@asynccontextmanager
async def _ours(database: str) -> AsyncIterator[Side]:
    port = free_port()
    hook = f"http://127.0.0.1:{port}/hook"
    async with telegram() as api:
        variables = house(database, api.url, public_url=hook, webhook_port=str(port), webhook_secret=SECRET)
        async with _running(api, hook, "bot", "run", **variables) as side:
            yield side


@asynccontextmanager
async def _peer(name: str) -> AsyncIterator[Side]:
    port = free_port()
    async with telegram() as api:
        arguments = (f"tests.bench.peers.{name}", TOKEN, api.url, SECRET, str(port))
        async with _running(api, f"http://127.0.0.1:{port}/hook", *arguments) as side:
            yield side


@asynccontextmanager
async def _running(api: Telegram, hook: str, *arguments: str, **variables: str) -> AsyncIterator[Side]:
    """A side once it listens."""
    program = await Program.begin("-m", *arguments, **variables)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), aiohttp.ClientSession() as http:
            while not await _listens(http, hook):  # noqa: ASYNC110 – another program has no event here
                await asyncio.sleep(0.1)
        yield Side(program, api, hook)
    finally:
        await program.kill()


async def _listens(http: aiohttp.ClientSession, hook: str) -> bool:
    try:
        async with http.get(hook):
            return True
    except aiohttp.ClientConnectionError:
        return False
