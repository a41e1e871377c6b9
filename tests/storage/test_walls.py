"""The second wall between crèches: what PostgreSQL shows for all, for one, and where nothing was said."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.actions import calls, capacity, closures, contracts, cuts, lists, requests
from bot.examples import furnish
from bot.ports import Records, is_reading
from bot.rules.calendar import Period
from bot.rules.lists import BEGINNING, Part, Wanted
from storage import migrate, open_storage, postgres
from storage.records import Memory
from storage.statements import Statement
from storage.tables.partial import COMPLETE
from tests import postgres as server
from tests.cast import MIREILLE, MORNING, POLICY
from tests.storage import seeds
from tests.storage.conftest import KEY

pytestmark = pytest.mark.postgres

TABLES = {table.name: table for table in COMPLETE.sorted_tables}
HERE, ELSEWHERE = "marcinelle", "lodelinsart"
#: Tables with a person's key that say nothing of what a crèche keeps of a family.
OF_STAFF = {"mandate", "erased"}
Row = dict[str, Any]


@pytest.fixture(scope="module")
def furnished(postgres_server: str) -> Iterator[str]:
    """A cooperative as the examples make it up."""
    with server.database(postgres_server) as url:
        migrate(url)
        with open_storage(url, key=KEY) as storage, storage.transaction() as records:
            furnish(records, now=MORNING, policy=POLICY, seed=3)
            seeds.person(records, MIREILLE)
        yield url


@pytest.fixture(scope="module")
def address(furnished: str, postgres_server: str) -> Iterator[str]:
    """The same, in which every table that has a wall has lines on either side of it."""
    with server.database(postgres_server, template=furnished) as url:
        with open_storage(url, key=KEY) as storage, storage.transaction() as records:
            fill(records)
        yield url


#: What the examples leave empty, or have on one side alone.
BARE = (
    *("announcement", "announcement_left_out", "closure", "code", "draft", "guess", "look", "muted"),
    *("offer", "plea", "published", "usable", "written_agreement"),
)


def fill(memory: Memory) -> None:
    """A line of each here, and one elsewhere."""
    for creche in (HERE, ELSEWHERE):
        person, request = memory.wire.one(_ONLY_THERE, by_creche=creche) or ("", "")
        known = {"creche": creche, "person_id": person, "author_id": person, "request_id": request}
        known |= {"id": creche, "announcement_id": creche, "digest": creche.encode()}
        known["sponsor_id"] = memory.sponsors.all()[0].id
        for name in BARE:
            write(memory, TABLES[name], known)
        for about in (None, request):
            write(memory, TABLES["notice"], {"key": f"{creche}:{about}", "person_id": person, "about": about})


def write(memory: Memory, table: Table, known: dict[str, Any]) -> None:
    """A line with what is known of it; whatever else it needs says nothing."""
    values = {
        column.name: known.get(column.name, None if column.nullable else NOTHING[_kind(column.type)])
        for column in table.columns
        if column is not table.autoincrement_column
    }
    memory.wire.run(Statement(table.insert().values({name: bindparam(name) for name in values})), **values)


def _kind(of: TypeEngine[Any]) -> type:
    return (of.impl_instance if isinstance(of, TypeDecorator) else of).python_type


NOTHING = {str: "", int: 0, bool: False, bytes: b"", date: MORNING.date(), datetime: MORNING}
_PERSON, _REQUEST, _WISH = (TABLES[name].c for name in ("person", "request", "request_creche"))
#: A guardian and a request that names that crèche alone.
_ONLY_THERE = Statement(
    select(_PERSON.id, _REQUEST.id)
    .where(_PERSON.family_id == _REQUEST.family_id, _WISH.request_id == _REQUEST.id)
    .group_by(_PERSON.id, _REQUEST.id)
    .having(func.min(_WISH.creche) == bindparam("by_creche"), func.count() == 1)
    .order_by(_PERSON.id)
)


def lines(connection: psycopg.Connection[Any], table: str) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"SELECT * FROM {table}").fetchall()  # no WHERE: whatever is shown


def seen(connection: psycopg.Connection[Any]) -> dict[str, list[Row]]:
    """Every line of every table that is shown."""
    return {name: lines(connection, name) for name in TABLES}


@pytest.fixture(scope="module")
def kept(address: str, postgres_server: str) -> dict[str, list[Row]]:
    """Every line that is there."""
    with psycopg.connect(server.plain(server.passing(postgres_server, address))) as connection:
        return seen(connection)


def keys(found: dict[str, list[Row]]) -> dict[str, set[tuple[Any, ...]]]:
    """The keys of the lines of each table."""
    return {
        name: {tuple(line[column.name] for column in TABLES[name].primary_key) for line in some}
        for name, some in found.items()
    }


def test_nothing_is_missing_for_every_creche(address: str, kept: dict[str, list[Row]]) -> None:
    with psycopg.connect(postgres.libpq(address)) as connection:
        shown = seen(connection)
    assert {name: len(some) for name, some in shown.items()} == {
        name: len(some) for name, some in kept.items()
    }
    assert keys(shown) == keys(kept)


def test_nothing_is_seen_where_nothing_was_said(address: str) -> None:
    with psycopg.connect(server.plain(address)) as connection:
        assert {name for name, some in seen(connection).items() if some} == set()


def test_nothing_can_be_written_where_nothing_was_said(address: str) -> None:
    with (
        psycopg.connect(server.plain(address)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("INSERT INTO family VALUES ('nobody')")


def test_a_creche_is_shown_what_is_its_own_and_nothing_else(address: str, kept: dict[str, list[Row]]) -> None:
    own = _own(kept)
    with psycopg.connect(server.plain(address)) as connection:
        connection.execute("SELECT set_config('cigogne.sees', %s, true)", [HERE])
        shown = seen(connection)

    assert keys(shown) == keys(own)
    walled = {name for name in TABLES if len(own[name]) < len(kept[name])}
    assert {name for name in TABLES if of_a_creche(name)} - {"written_agreement"} <= walled
    assert {name for name in walled if not own[name]} == set()


def test_two_creches_are_shown_together(address: str, kept: dict[str, list[Row]]) -> None:
    with psycopg.connect(server.plain(address)) as connection:
        connection.execute("SELECT set_config('cigogne.sees', %s, true)", [f"{HERE},{ELSEWHERE}"])
        shown = {line["creche"] for line in lines(connection, "closure")}
    assert shown == {HERE, ELSEWHERE} == {line["creche"] for line in kept["closure"]}


def test_another_creches_lines_cannot_be_written(address: str) -> None:
    with psycopg.connect(server.plain(address)) as connection:
        connection.execute("SELECT set_config('cigogne.sees', %s, true)", [HERE])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "INSERT INTO closure VALUES ('x', %s, '2027-02-01', '2027-02-02')", [ELSEWHERE]
            )


async def test_a_director_reads_behind_the_wall_what_they_read_without_it(
    furnished: str,
) -> None:
    at: dict[str, Any] = {"now": MORNING, "policy": POLICY}
    storage = open_storage(furnished, key=KEY)
    within = storage.within([HERE])
    mine = await storage.look(_requests_at, HERE)
    assert mine
    reads: tuple[Read, ...] = (
        (lists.creches, (), {"policy": POLICY}),
        *((lists.page, (HERE, Wanted(part=part)), LIST) for part in Part),
        (capacity.year_ahead, (HERE,), {"focus": "", **at}),
        (capacity.exits, (HERE,), at),
        (closures.coming, (HERE,), {"focus": "", **at}),
        (closures.weigh, (HERE, Period(date(2027, 3, 1), date(2027, 3, 5))), {"focus": "", **at}),
        (cuts.weigh, (HERE, 56), {"focus": "", **at}),
        (calls.waiting, (), {"policy": POLICY}),
        (contracts.under_way, (), {}),
        (requests.open_waiting, (), {"focus": ""}),
        *((requests.at_desk, (one,), {"focus": "", "now": MORNING}) for one in mine),
    )
    for action, more, known in reads:
        walled, open_ = [
            await (on.do if is_reading(action) else on.look)(action, MIREILLE.id, *more, **known)
            for on in (within, storage)
        ]
        assert walled == open_, action
    await storage.close()


Read = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
LIST = {"limit": 500, "focus": "", "subject": "", "policy": POLICY}


def _requests_at(records: Records, creche: str) -> list[str]:
    """Every tenth of those who ask for that crèche."""
    return [
        line.request_id for line in records.requests.listed(creche, Wanted(), cuts=FROM_THE_TOP, limit=500)
    ][::10]


FROM_THE_TOP = {True: BEGINNING, False: BEGINNING}


def of_a_creche(name: str) -> bool:
    """Whether it keeps something of a crèche, or of a family that some crèche serves."""
    columns = {column.name for column in TABLES[name].columns}
    return bool(columns & {"creche", "request_id", "family_id", "person_id"}) and name not in OF_STAFF


POLICIES = """
    SELECT relname, pg_get_expr(polqual, polrelid) FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
    WHERE relrowsecurity AND relforcerowsecurity AND polcmd = '*' AND polwithcheck IS NULL
"""


def test_every_table_has_a_wall_and_a_creches_table_one_of_its_own(address: str) -> None:
    """A new table comes with its policy (see migration 0030): for its crèche, its request or its person."""
    with psycopg.connect(postgres.libpq(address)) as connection:
        policies: dict[str, str] = dict(connection.execute(POLICIES).fetchall())

    assert set(TABLES) - set(policies) == set()
    astray = {
        (name, column)
        for name in filter(of_a_creche, TABLES)
        for column, wall in WALLS.items()
        if column in TABLES[name].columns and wall not in policies[name] and not _is_closer(name, column)
    }
    assert astray == set()


#: What the policy of a table with such a column asks.
WALLS = {"creche": "(creche)::text = ANY", "request_id": "sees_request", "person_id": "sees_person"}


def _is_closer(name: str, column: str) -> bool:
    """A line's crèche or request says more than its person."""
    return column == "person_id" and any(one in TABLES[name].columns for one in ("creche", "request_id"))


# What is a crèche's own, told apart from the policies


def _own(kept: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Of each table what is of the crèche here, of who asks for it, or of nobody's."""
    named = (line for name in ("request_creche", "offer", "stay") for line in kept[name])
    requests = {line["request_id"] for line in named if line["creche"] == HERE} - {None}
    families = {request["family_id"] for request in kept["request"] if request["id"] in requests}
    people = {one["id"] for one in kept["person"] if one["family_id"] in families}
    people |= {mandate["person_id"] for mandate in kept["mandate"]}
    agreements = {one["id"] for one in kept["agreement"] if one["creche"] == HERE}
    tests: dict[str, Callable[[Row], bool]] = {
        "request": lambda line: line["id"] in requests,
        "family": lambda line: line["id"] in families,
        "person": lambda line: line["id"] in people or line["family_id"] is None,
        "vacancy": lambda line: line["agreement_id"] in agreements,
        "notice": lambda line: line["about"] in requests if line["about"] else line["person_id"] in people,
    }

    def by_its_keys(line: Row) -> bool:
        if "creche" in line:
            return line["creche"] in {HERE, ""} or line.get("request_id") in requests
        if "request_id" in line:
            return line["request_id"] in requests
        return "person_id" not in line or line["person_id"] in people

    return {
        name: [line for line in some if name in OF_STAFF or tests.get(name, by_its_keys)(line)]
        for name, some in kept.items()
    }
