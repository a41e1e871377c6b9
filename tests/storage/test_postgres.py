"""What only a server can do: go away."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import psycopg
import pytest
from sqlalchemy import select

from bot.actions import births, erasure, requests
from bot.ports import Records
from bot.rules.announcements import Announcement, AnnouncementState
from bot.rules.calendar import at_local, local_day
from bot.rules.notices import GuardianGone
from bot.rules.people import Child
from bot.rules.requests import Request, earliest_confirmation
from bot.timetable import Action
from storage import Kind, Storage, StorageProblem, open_storage
from storage.notices import NOTICE
from storage.statements import Statement
from tests import postgres
from tests.cast import ANA, LAMBERT, LAMBERT_CONFIRMED, MORNING, POLICY
from tests.storage import seeds
from tests.storage.conftest import KEY

pytestmark = pytest.mark.postgres


@pytest.fixture
def address(postgres_server: str, postgres_template: str) -> Iterator[str]:
    with postgres.database(postgres_server, template=postgres_template) as url:
        yield url


@pytest.fixture
async def server(address: str) -> AsyncIterator[Storage]:
    storage = open_storage(address, key=KEY, patience=20)
    yield storage
    await storage.close()


def add(records: Records, i: int) -> None:
    records.people.add(replace(ANA, id=f"p{i}", chat_id=i, family_id=None))


def everybody(records: Records) -> int:
    return len(records.people.readers())


def cut_every_connection(address: str) -> None:
    with psycopg.connect(postgres.plain(address), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


async def test_lost_connections_are_made_again(server: Storage, address: str) -> None:
    await server.do(add, 1)
    assert await server.look(everybody) == 1

    cut_every_connection(address)
    await asyncio.gather(*(server.do(add, i) for i in range(2, 12)))

    assert await server.look(everybody) == 11


async def test_connection_lost_within_an_action_lets_it_run_again(server: Storage, address: str) -> None:
    runs = 0

    def add_and_be_cut(records: Records) -> None:
        nonlocal runs
        runs += 1
        add(records, 1)
        if runs == 1:
            cut_every_connection(address)
            add(records, 2)

    await server.do(add_and_be_cut)

    assert runs == 2
    assert await server.look(everybody) == 1


async def test_server_away_for_longer_than_patience_is_told(address: str) -> None:
    storage = open_storage(address, key=KEY, patience=0)
    blocked = postgres.plain(address)
    name = psycopg.conninfo.conninfo_to_dict(blocked)["dbname"]
    admin = postgres.plain(str(address).replace(f"/{name}", "/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [str(name)]
        )

    with pytest.raises(StorageProblem) as caught:
        await storage.do(add, 1)

    assert caught.value.kind is Kind.UNREACHABLE
    await storage.close()


async def test_two_who_wait_for_each_other_both_get_through(server: Storage, address: str) -> None:
    other = open_storage(address, key=KEY)
    await server.do(add, 1)
    await server.do(add, 2)
    both_hold_one = threading.Barrier(2)
    met: set[str] = set()

    def touch(records: Records, first: str, then: str) -> None:
        held = records.people.get(first)
        if first not in met:
            met.add(first)
            both_hold_one.wait(timeout=60)
        records.people.save(replace(held, focus=f"{held.focus}+"))
        second = records.people.get(then)
        records.people.save(replace(second, focus=f"{second.focus}+"))

    await asyncio.gather(server.do(touch, "p1", "p2"), other.do(touch, "p2", "p1"))

    assert await server.look(lambda records: records.people.get("p1").focus) == "++"
    assert await server.look(lambda records: records.people.get("p2").focus) == "++"
    await other.close()


WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def until_somebody_waits(address: str) -> None:
    """For a row that another transaction has locked."""
    with psycopg.connect(postgres.plain(address), autocommit=True) as connection:
        while connection.execute(WAITING).fetchone() == (0,):
            time.sleep(0.01)


async def asked_meanwhile(
    server: Storage,
    address: str,
    request: Request,
    leave: Callable[..., object],
    ask: Action,
    *,
    now: datetime,
) -> object:
    """What the clock's job says that met a family's word which was not yet committed."""
    clock = open_storage(address, key=KEY)
    with server.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, request)
    with server.transaction() as records:
        leave(records, ANA.id, request.id, now=now, policy=POLICY)
        asking = asyncio.create_task(clock.do(ask, now=now, policy=POLICY))
        await asyncio.to_thread(until_somebody_waits, address)
    told = await asking
    await clock.close()
    return told


async def test_pregnancy_that_ends_while_births_are_asked_about_is_not(server: Storage, address: str) -> None:
    due, leave = at_local(date(2027, 6, 20), 10), births.no_longer_expecting
    assert await asked_meanwhile(server, address, LAMBERT_CONFIRMED, leave, births.ask_births, now=due) == 0


async def test_request_withdrawn_while_families_are_reminded_to_confirm_is_not(
    server: Storage, address: str
) -> None:
    expected = Child(born=False, day=date(2027, 9, 20))
    met = replace(LAMBERT, met_on=local_day(LAMBERT.registered_at), children=(expected,))
    opens, ask = at_local(earliest_confirmation(met, POLICY), 10), requests.remind_confirmable
    assert await asked_meanwhile(server, address, met, requests.withdraw, ask, now=opens) == 0


def seeded(storage: Storage, *, author: bool) -> None:
    """Ana without a role; if she is an author she stays after her erasure, without a name."""
    with storage.transaction() as records:
        seeds.person(records, replace(ANA, mandates=frozenset()))
        if author:
            records.announcements.add(
                Announcement(id="a", author_id=ANA.id, state=AnnouncementState.SENT, created_at=MORNING)
            )


def tell_guardians(records: Records, *, between: Callable[[], object] = lambda: None) -> int:
    """Read whom to tell, then tell."""
    there = records.people.guardians(ANA.family_id or "")
    between()
    return sum(
        records.notices.queue(GuardianGone(to=one.id, person_id="b", name="Bert", at=MORNING), at=MORNING)
        for one in there
    )


def lying_there(storage: Storage) -> list[str]:
    """What the queued notices say; WrongKey if one can be opened by nobody any more."""
    with storage.transaction() as memory:
        lines = memory.wire.all(Statement(select(NOTICE.c.person_id, NOTICE.c.body)))
        return [memory.safe.open_text(body, "notice.body", person_id) for person_id, body in lines]


@pytest.mark.parametrize("author", [True, False])
async def test_who_is_erased_between_reading_and_telling_leaves_nothing_unreadable(
    server: Storage, address: str, *, author: bool
) -> None:
    seeded(server, author=author)
    other, once = open_storage(address, key=KEY), threading.Event()

    def erased_meanwhile() -> None:
        if not once.is_set():
            once.set()
            with other.transaction() as records:
                erasure.erase(records, ANA.id, now=MORNING)

    assert await server.do(tell_guardians, between=erased_meanwhile) == author
    assert len(lying_there(server)) == author
    await other.close()


@pytest.mark.parametrize("author", [True, False])
async def test_who_is_being_erased_while_told_leaves_nothing_unreadable(
    server: Storage, address: str, *, author: bool
) -> None:
    seeded(server, author=author)
    other = open_storage(address, key=KEY)
    with server.transaction() as records:
        erasure.erase(records, ANA.id, now=MORNING)
        telling = asyncio.create_task(other.do(tell_guardians))
        await asyncio.to_thread(until_somebody_waits, address)
    assert await telling == len(lying_there(server)) == author
    await other.close()


async def test_what_is_being_told_goes_with_who_is_erased_meanwhile(server: Storage, address: str) -> None:
    seeded(server, author=True)
    other = open_storage(address, key=KEY)
    with server.transaction() as records:
        assert tell_guardians(records) == 1
        erasing = asyncio.create_task(other.do(erasure.erase, ANA.id, now=MORNING))
        await asyncio.to_thread(until_somebody_waits, address)
    await erasing
    assert lying_there(server) == []
    await other.close()
