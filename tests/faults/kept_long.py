"""G3: twelve years, night by night. Nothing is kept a night too long or goes a day too early; all is told.

What has to go when is worked out here anew, from what is written about each family and not by the rules.
"""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.actions import retention
from bot.actions.my_data import my_data
from bot.ports import Records
from bot.rules.calendar import Period, at_local
from bot.rules.history import What
from bot.rules.people import Child
from bot.rules.places import Stay
from bot.rules.references import make_reference
from bot.rules.refusals import NotFound
from bot.rules.requests import State
from storage import Storage, migrate, open_storage
from tests.cast import ANA, LAMBERT_CONFIRMED, MONDAY_TUESDAY, MORNING, POLICY
from tests.faults.figures import Row, every, none, told
from tests.faults.who_may.town import Town, furnish
from tests.kept import KEY, empty_storage
from tests.test_what_we_keep import NOT_TOLD, TOLD, of_people

FAMILIES = {"full": 2000, "small": 60}
FIRST, YEARS = date(2027, 1, 1), 12
ENDS = (State.WITHDRAWN, State.CLOSED, State.REFUSED, State.CONFIRMED, State.PAUSED, State.LEFT)


@dataclass(frozen=True)
class Family:
    """Somebody with one request, and the last day on which it may be there."""

    number: int
    state: State
    born: date
    came: date
    ended: date
    refused: bool

    @property
    def until(self) -> date:
        """Ten years after leaving; else school, or three years from the refusal or the end, if sooner."""
        if self.state is State.LEFT:
            return _years_later(self.ended, 10)
        starts = self.refused or self.state in {State.WITHDRAWN, State.CLOSED}
        return min(_school(self.born), _years_later(self.ended, 3)) if starts else _school(self.born)


async def run(size: str, seed: int) -> Row:
    """Every night (small: those on which something ought to go, and the nights before)."""
    chance, count = Random(seed), FAMILIES[size]
    families = [_family(number, chance) for number in range(count)]
    last = FIRST + timedelta(days=365 * YEARS)
    nights = {one.until + timedelta(days=more) for one in families for more in (0, 1)}
    if size == "full":
        nights = {FIRST + timedelta(days=number) for number in range(365 * YEARS)}
    late = early = reports = 0
    with TemporaryDirectory() as folder:
        async with empty_storage(Path(folder)) as storage:
            with storage.transaction() as records:
                for one in families:
                    _write(records, one)
            lived = sorted(night for night in nights if FIRST <= night <= last)
            for night in lived:
                left = _live(storage, at_local(night, 3))
                late += sum(one.until < night and _id(one) in left for one in families)
                early += sum(one.until >= night and _id(one) not in left for one in families)
            with storage.transaction() as records:
                reports = sum(bool(records.trace.of(f"retention:{night}")) for night in lived)
                broken = len(records.trace.broken())
            orphans = _orphans(Path(folder) / "kept.sqlite3")
        untold = _untold(Path(folder) / "told.sqlite3")
    gone = sum(one.until < lived[-1] for one in families)
    return Row(
        "G3",
        f"{count} families, {len(lived)} nights of {YEARS} years",
        seed,
        (
            none("kept a night too long", late),
            none("gone a day too early", early),
            none("lines of somebody who went", orphans),
            every("nights with a report, %", reports, len(lived)),
            none("broken lines in the trace", broken),
            none("tables with a person that are not in their file", len(untold)),
            told("requests that went", gone),
        ),
    )


def _family(number: int, chance: Random) -> Family:
    came = FIRST + timedelta(days=chance.randrange(365 * 6))
    born = came + timedelta(days=chance.randrange(-600, 250))
    ended = came + timedelta(days=chance.randrange(1, 500))
    state = chance.choice(ENDS)
    return Family(number, state, born, came, ended, refused=state is State.REFUSED or chance.random() < 0.3)


def _write(records: Records, one: Family) -> None:
    """As it is in the end: what is written with a later day changes nothing before."""
    family, person = f"f{one.number}", f"p{one.number}"
    records.people.add_family(family)
    records.people.add(replace(ANA, id=person, chat_id=10_000 + one.number, family_id=family))
    request = replace(
        LAMBERT_CONFIRMED,
        id=_id(one),
        reference=make_reference(7_919 * (one.number + 1)),
        family_id=family,
        children=(Child(born=True, day=one.born),),
        state=one.state,
        registered_at=at_local(one.came, 10),
        confirmed_at=at_local(one.came, 11),
        changed_at=at_local(one.ended, 12),
    )
    records.requests.add(request)
    if one.refused:
        records.trace.note(who="n", what=What.REFUSED, subject=request.id, at=at_local(one.ended, 12))
    if one.state is State.LEFT:
        stay = Stay(
            id=f"s{one.number}",
            creche="marcinelle",
            week=MONDAY_TUESDAY,
            period=Period(one.came, one.ended),
            request_id=request.id,
            child=0,
        )
        records.places.add_stay(stay)


def _live(storage: Storage, now: datetime) -> set[str]:
    """A night as the timetable lives it; which requests are there in the morning."""
    with storage.transaction() as records:
        subjects = retention.due(records, now=now, policy=POLICY)
    for start in range(0, len(subjects), 10):
        with storage.transaction() as records:
            retention.keep_house(records, now=now, policy=POLICY, of=subjects[start : start + 10])
    with storage.transaction() as records:
        records.wire.command("SELECT id FROM request")
        return {request_id for (request_id,) in records.wire._cursor.fetchall()}


def _orphans(path: Path) -> int:
    """Whatever names a person, a family or a request that is not there."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        return sum(_dangling(file))


def _dangling(file: sqlite3.Connection) -> Iterator[int]:
    for table in ("person", "family"):
        alone = "person" if table == "family" else "request"
        key = ("id", "family_id") if table == "family" else ("family_id", "family_id")
        sql = f"SELECT count(*) FROM {table} WHERE {key[0]} NOT IN (SELECT {key[1]} FROM {alone})"
        yield file.execute(sql).fetchone()[0]
    for table in ("child", "request_creche", "claim", "offer"):
        sql = f"SELECT count(*) FROM {table} WHERE request_id NOT IN (SELECT id FROM request)"
        yield file.execute(sql).fetchone()[0]


def _untold(path: Path) -> set[str]:
    """Tables of people that nobody excuses, and those without which everybody's file is the same."""
    url = f"sqlite:///{path}"
    migrate(url)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        town = furnish(records)
        _complete(records, town)
    people = [one.person_id for one in town.actors.values() if one.person_id]
    whole = _files(path, people)
    same = {name for name in TOLD if _files(path, people, without=name) == whole}
    return (of_people() - TOLD - NOT_TOLD.keys()) | same


def _complete(records: Records, town: Town) -> None:
    """What the town lacks: a look into a file, a crèche whose messages are refused."""
    found, coordinator = town.objects["a"], town.actors["coordinator"].person_id
    records.trace.note(who=coordinator, what=What.OPENED, subject=found["confirmed"], why="call", at=MORNING)
    records.people.mute(found["other"], found["creche"], muted=True)


def _files(path: Path, people: Sequence[str], *, without: str = "") -> list[str]:
    """Everybody's file, from a copy in which a table is empty."""
    copy = path.with_name("copy.sqlite3")
    shutil.copy(path, copy)
    if without:
        with contextlib.closing(sqlite3.connect(copy)) as file:
            file.execute(f"DELETE FROM {without}")
            file.commit()
    with open_storage(f"sqlite:///{copy}", key=KEY) as storage, storage.transaction() as records:
        return [_file(records, one) for one in people]


def _file(records: Records, person_id: str) -> str:
    try:
        return json.dumps(my_data(records, person_id).as_json())
    except NotFound:
        return "nobody"


def _id(one: Family) -> str:
    return f"{one.number:032x}"


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _school(born: date) -> date:
    """The eve of the last Monday of August that finds the child three years old."""
    third = _years_later(born, 3)
    for year in (third.year, third.year + 1):
        monday = max(
            date(year, 8, number) for number in range(25, 32) if date(year, 8, number).weekday() == 0
        )
        if third <= monday:
            return monday - timedelta(days=1)
    raise AssertionError(born)
