"""P4: what `/status` costs the storage among a thousand to a million requests on one crèche's list.

Everybody waits for the same month at the same crèche, and everybody moved it once: the worst list there is.
Beside it, two other ways to a rank: counting those ahead on the right index, and numbering the whole list;
and what one line costs that is read by its key.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from psutil import Process
from sqlalchemy import bindparam, func, literal_column, select

from bot.actions import lists, requests
from bot.rules.calendar import FULL_WEEK, Period
from bot.rules.lists import Wanted
from bot.rules.people import Mandate, Role
from bot.rules.places import Stay
from bot.rules.requests import Request
from storage import Storage, migrate, open_storage
from storage.buckets import buckets
from storage.records import Memory
from storage.statements import Statement, Wire
from storage.tables import requests as rows
from storage.tables import table
from tests import postgres
from tests.bench.crowds import computed_by, copies, server_of
from tests.bench.figures import Part, Row, at_most, beside, could_not
from tests.bench.machine import machine
from tests.cast import ANA, LAMBERT_CONFIRMED, MORNING, NADIA, POLICY

KEY = b"b" * 32
#: A crèche for each size of list, all in one database.
SIZES = {"lodelinsart": 1_000, "grace-hollogne": 10_000, "andrimont": 100_000, "marcinelle": 1_000_000}
SMALLEST, LARGEST = min(SIZES.values()), max(SIZES.values())
BEGINS = datetime(2026, 7, 1, tzinfo=UTC)
SPAN_SECONDS = 180 * 24 * 3600
#: How each database makes a moment of seconds.
MOMENTS = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', {}, 'unixepoch')",
    "postgresql": "to_timestamp({})",
}
RUNS = 5
#: So many together are one measurement: a server's clock ticks a hundred times a second.
TIMES = 40
GOAL_MS = 2.0
#: log n grows by this from the smallest list to the largest.
GROWTH = 2.0

_REQUEST, _CRECHE, _COUNT, _MOVE = (
    table(model)
    for model in (
        rows.Request,
        rows.RequestCreche,
        rows.ListCount,
        rows.ListMove,
    )
)
#: Something to do in a transaction, and which time it is.
Work = Callable[[Memory, int], object]
_MOMENT = _CRECHE.c.confirmed_at.type
_LATER = "ON CONFLICT DO NOTHING"  # the one line of the request that is copied
_ADD_COUNT = Statement(_COUNT.insert(), _LATER)
_ADD_MOVE = Statement(_MOVE.insert(), _LATER)


def run() -> Row:
    why = ""
    with machine() as here:
        with TemporaryDirectory(prefix="cigogne-bench-") as folder:
            found = {"SQLite": _found(f"sqlite:///{Path(folder) / 'cigogne.sqlite3'}")}
        try:
            with postgres.server() as admin, postgres.database(admin) as url:
                found["PostgreSQL"] = _found(url)
        except BaseException as error:  # noqa: BLE001 – pytest's own skip is no Exception
            why = str(error)
    parts = [part for name, costs in found.items() for part in _parts(name, costs, here.slower)]
    if why:
        parts.append(could_not("PostgreSQL", why=why))
    return Row("P4", (*parts, here.part))


@dataclass(frozen=True)
class _Costs:
    """Milliseconds, by the size of the list, or among the most."""

    looks: dict[int, list[float]]
    pages: dict[int, list[float]]
    counting: list[float]
    numbering: list[float]
    one_line: list[float]


def _found(url: str) -> _Costs:
    migrate(url)
    with open_storage(url, key=KEY) as storage:
        own = _furnish(storage, MOMENTS[url.split(":", maxsplit=1)[0].split("+", maxsplit=1)[0]])
        with storage.transaction() as memory:
            memory.wire.command("ANALYZE")  # a server does so by itself, some minutes later
            here = _Measured(storage, server_of(memory, url))
        looks = {size: here.costs(_looking(own[creche])) for creche, size in SIZES.items()}
        pages = {size: here.costs(_paging(own[creche])) for creche, size in SIZES.items()}
        one = own["marcinelle"]
        return _Costs(
            looks,
            pages,
            counting=here.costs(_peer(one, _COUNTED), times=10),
            numbering=here.costs(_peer(one, _NUMBERED), times=2),
            one_line=here.costs(lambda memory, _: memory.wire.one(_ONE_LINE, by_id=one.id)),
        )


def _parts(name: str, costs: _Costs, slower: float) -> list[Part]:
    looks, what = costs.looks[LARGEST], f"{name}, /status among {LARGEST:,}"
    return [
        *_held(f"{name}, /status", costs.looks, slower),
        *_held(f"{name}, a page of the list", costs.pages, slower),
        beside(f"{what}, against COUNT(*)", "ms", looks, costs.counting),
        beside(f"{what}, against a window function", "ms", looks, costs.numbering),
        beside(f"{what}, against one line read by its key", "ms", looks, costs.one_line),
    ]


def _held(what: str, costs: dict[int, list[float]], slower: float) -> Iterator[Part]:
    for size, figures in costs.items():
        yield at_most(f"{what} among {size:,}", "ms", figures, GOAL_MS, slower=slower)
    yield beside(
        f"{what}, {LARGEST:,} against {SMALLEST:,}", "ms", costs[LARGEST], costs[SMALLEST], most=GROWTH
    )


# What is measured


def _looking(own: Request) -> Work:
    """A guardian looks, a day later each time, so that every look is remembered."""
    return lambda memory, turn: requests.look(
        memory, ANA.id, own.id, now=MORNING + timedelta(days=turn), policy=POLICY
    )


def _paging(own: Request) -> Work:
    """A coordinator reads the eight behind the middle of the list."""
    return lambda memory, _: lists.page(
        memory,
        NADIA.id,
        own.wishes.creches[0],
        Wanted(),
        reference=own.reference,
        limit=8,
        focus="list",
        subject="",
        policy=POLICY,
    )


_AHEAD = (
    _CRECHE.c.creche == bindparam("by_creche"),
    _CRECHE.c.state == literal_column("'confirmed'"),
    _CRECHE.c.entry == bindparam("by_entry"),
)
_COUNTED = Statement(
    select(func.count()).where(
        *_AHEAD, _CRECHE.c.priority.is_(False), _CRECHE.c.confirmed_at < bindparam("moment", type_=_MOMENT)
    )
)
_RANKS = (
    select(
        _CRECHE.c.reference,
        func.row_number().over(order_by=(_CRECHE.c.priority.desc(), _CRECHE.c.confirmed_at)).label("rank"),
    )
    .where(*_AHEAD)
    .subquery()
)
_NUMBERED = Statement(select(_RANKS.c.rank).where(_RANKS.c.reference == bindparam("by_reference")))
_ONE_LINE = Statement(select(_REQUEST.c.state).where(_REQUEST.c.id == bindparam("by_id")))


def _peer(own: Request, statement: Statement) -> Work:
    values: dict[str, Any] = {"by_creche": own.wishes.creches[0], "by_entry": str(own.wishes.entry)}
    values |= {"moment": own.confirmed_at} if statement is _COUNTED else {"by_reference": own.reference}
    return lambda memory, _: memory.wire.one(statement, **values)


@dataclass(frozen=True)
class _Measured:
    """A database, and the server's process that works for us (none for a file)."""

    storage: Storage
    server: Process | None

    def costs(self, work: Work, times: int = TIMES) -> list[float]:
        """Milliseconds of computing for one, begin and commit included; the first run warms up."""
        runs = [range(run * times, (run + 1) * times) for run in range(RUNS + 1)]
        return [self._cost(work, turns) for turns in runs][1:]

    def _cost(self, work: Work, turns: Sequence[int]) -> float:
        before = computed_by(self.server)
        with _stopwatch() as watch:
            for turn in turns:
                with self.storage.transaction() as memory:
                    work(memory, turn)
        return (watch.seconds + computed_by(self.server) - before) / len(turns) * 1000


@dataclass
class _Watch:
    seconds: float = 0.0

    def timed(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def run_timed(*arguments: Any, **values: Any) -> Any:
            begun = time.thread_time()
            try:
                return method(*arguments, **values)
            finally:
                self.seconds += time.thread_time() - begun

        return run_timed


@contextmanager
def _stopwatch() -> Iterator[_Watch]:
    """Everything that goes over the wire is storage work."""
    watch = _Watch()
    with ExitStack() as patches:
        for name in ("command", "run", "run_all", "one", "all"):
            patches.enter_context(patch.object(Wire, name, watch.timed(getattr(Wire, name))))
        yield watch


# What it is measured on


def _furnish(storage: Storage, moment: str) -> dict[str, Request]:
    """The lists, with Ana's own request in the middle of each."""
    own = {}
    with storage.transaction() as memory:
        for person in (ANA, NADIA):
            if person.family_id:
                memory.people.add_family(person.family_id)
            memory.people.add(person)
        memory.people.grant(NADIA.id, Mandate(role=Role.COORDINATOR), at=MORNING)
        for number, (creche, size) in enumerate(SIZES.items()):
            own[creche] = _own(number, creche)
            memory.requests.add(own[creche])
            for place in range(POLICY.creche(creche).places):
                memory.places.add_stay(_stay(creche, place))
            _crowd(memory.wire, moment, own[creche], number, size)
    return own


def _own(number: int, creche: str) -> Request:
    middle = BEGINS + timedelta(seconds=SPAN_SECONDS // 2, microseconds=7)
    wishes = replace(LAMBERT_CONFIRMED.wishes, creches=(creche,))
    return replace(
        LAMBERT_CONFIRMED, id=f"own-{number}", reference=f"OWN{number:07}", wishes=wishes, confirmed_at=middle
    )


def _stay(creche: str, place: int) -> Stay:
    period = Period(date(2026, 9, 1), date(2027, 6, 30) + timedelta(days=13 * place))
    return Stay(id=f"{creche}-{place}", creche=creche, week=FULL_WEEK, period=period)


def _crowd(wire: Wire, moment: str, own: Request, number: int, size: int) -> None:
    """Copies of a request, one in twenty with a priority, and their counts."""
    at = moment.format(f"{int(BEGINS.timestamp())} + i * {SPAN_SECONDS} / {size}")
    other = {"confirmed_at": at, "since": at, "priority": "i % 20 = 0"}
    for copied, key in ((_REQUEST, "id"), (_CRECHE, "request_id")):
        marks = dict.fromkeys((key, "reference"), f"'{number}-' || i")
        wire.command(copies(copied, key, own.id, other | marks, size))
    lines = Counter((buckets(at), priority) for at, priority in _confirmations(size))
    cells: Counter[tuple[int, str, bool]] = Counter()
    for (levels, priority), count in lines.items():
        cells.update({(level, bucket, priority): count for level, bucket in enumerate(levels, start=1)})
    creche, entry = own.wishes.creches[0], str(own.wishes.entry)
    names = ("level", "bucket", "priority")
    for statement, more in ((_ADD_COUNT, {}), (_ADD_MOVE, {"cause": "offer"})):
        for month in (entry, "") if statement is _ADD_COUNT else (entry,):
            place = {"creche": creche, "entry": month, **more}
            wire.run_all(
                statement,
                ({**place, **dict(zip(names, cell, strict=True)), "count": n} for cell, n in cells.items()),
            )


def _confirmations(size: int) -> Iterator[tuple[datetime, bool]]:
    """When everybody confirmed, spread evenly over half a year, and whether with a priority."""
    for i in range(size):
        yield BEGINS + timedelta(seconds=i * SPAN_SECONDS // size), i % 20 == 0
