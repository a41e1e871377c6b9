"""Who serves some crèches is shown theirs, and no more, even where an action forgets to ask for them."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from bot import checkups
from bot.actions import people
from bot.doctor import Advice
from bot.ports import Received, Records, reading
from bot.rules.refusals import NotFound
from storage import Storage, open_storage
from storage.records import Memory
from storage.statements import Statement
from storage.tables import requests as rows
from storage.tables import table
from tests import postgres
from tests.cast import ANA, LAMBERT_CONFIRMED, MIREILLE, MORNING, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED
from tests.storage import seeds
from tests.storage.conftest import KEY

OWN = ["marcinelle"]
EVERYBODY = {one.id for one in (LAMBERT_CONFIRMED, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED)}
THEIRS = EVERYBODY - {SCHMITZ_CONFIRMED.id}  # who asks for a place at Lodelinsart alone
_ALL = Statement(select(table(rows.Request).c.id))


@pytest.fixture(autouse=True)
def families(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT_CONFIRMED, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED)


def everybody(records: Records) -> set[str]:
    """Where every WHERE was forgotten."""
    assert isinstance(records, Memory)
    return {request_id for (request_id,) in records.wire.all(_ALL)}


@reading
def read(records: Records) -> set[str]:
    """The same, in an action that is known to read."""
    return everybody(records)


def write(records: Records) -> set[str]:
    """The same, in one that may write."""
    records.requests.save(LAMBERT_CONFIRMED)
    return everybody(records)


@reading
def write_all_the_same(records: Records) -> None:
    records.requests.save(LAMBERT_CONFIRMED)


@pytest.fixture
def shown(storage: Storage, url: str) -> set[str]:
    """SQLite shows everybody."""
    return EVERYBODY if url.startswith("sqlite") else THEIRS


async def test_forgotten_where_shows_the_own_creches_alone(storage: Storage, shown: set[str]) -> None:
    within = storage.within(OWN)
    await storage.inbox.put([Received(update_id=7, chat_id=1, body=b"{}")], at=MORNING)

    assert await within.look(everybody) == shown
    assert await within.do(read) == shown
    assert await storage.inbox.turn(7).within(OWN).do(read) == shown
    assert await storage.inbox.waiting() == ()
    assert await storage.look(everybody) == await storage.do(read) == EVERYBODY


async def test_what_writes_sees_every_creche(storage: Storage) -> None:
    assert await storage.within(OWN).do(write) == EVERYBODY


async def test_work_that_shares_a_transaction_is_shown_each_its_own(
    storage: Storage, shown: set[str]
) -> None:
    within = storage.within(OWN)
    seen = await asyncio.gather(
        *(on.do(read) for _ in range(5) for on in (storage, within)),
        *(on.look(everybody) for _ in range(5) for on in (within, storage)),
    )
    assert seen == [EVERYBODY, shown] * 5 + [shown, EVERYBODY] * 5
    with storage.transaction() as records:
        assert everybody(records) == EVERYBODY


async def test_reading_leaves_a_trace_and_where_the_reader_is_and_nothing_else(storage: Storage) -> None:
    within = storage.within(OWN)
    await within.do(people.focus, MIREILLE.id, "list")
    with storage.transaction() as records:
        assert records.people.get(MIREILLE.id).focus == "list"

    with pytest.raises(RuntimeError, match="only reads wrote into request"):
        await within.do(write_all_the_same)
    assert await within.do(lambda records: records.requests.get(SCHMITZ_CONFIRMED.id)) == SCHMITZ_CONFIRMED


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
async def test_another_creches_family_is_not_there(storage: Storage) -> None:
    within = storage.within(OWN)
    with pytest.raises(NotFound):
        await within.look(lambda records: records.requests.get(SCHMITZ_CONFIRMED.id))
    with pytest.raises(NotFound):
        await within.look(lambda records: records.people.get("david"))
    assert await within.look(lambda records: records.people.get(ANA.id)) == ANA
    assert await within.look(lambda records: records.requests.get(LAMBERT_CONFIRMED.id)) == LAMBERT_CONFIRMED


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_the_doctor_warns_of_a_role_that_passes_through_the_walls(
    storage: Storage, url: str, postgres_server: str
) -> None:
    assert checkups.walls(storage) == "PostgreSQL too keeps the crèches apart"
    if make_url(postgres_server).username == make_url(url).username:
        return  # a server that was given, and knows us as an ordinary role alone
    with (
        open_storage(postgres.passing(postgres_server, url), key=KEY) as passing,
        pytest.raises(Advice, match="a superuser or one with BYPASSRLS"),
    ):
        checkups.walls(passing)
