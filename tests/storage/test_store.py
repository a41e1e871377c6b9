"""Transactions: whole or not at all, alone or in company, on both engines."""

import asyncio
from dataclasses import replace

import pytest

from bot.ports import Records
from bot.rules.people import Person
from bot.rules.refusals import NotFound
from storage import Storage, open_storage
from tests.cast import ANA, BILAL
from tests.storage.conftest import KEY


def add(records: Records, person: Person) -> None:
    if person.family_id:
        records.people.add_family(person.family_id)
    records.people.add(person)


def get(records: Records, person_id: str) -> Person:
    return records.people.get(person_id)


def add_and_refuse(records: Records, person: Person) -> None:
    add(records, person)
    raise NotFound


def count_one_more(records: Records, person_id: str) -> None:
    person = records.people.get(person_id)
    records.people.save(replace(person, focus=str(int(person.focus or 0) + 1)))


async def test_do_commits(storage: Storage, second: Storage) -> None:
    await storage.do(add, ANA)

    assert await second.look(get, "ana") == ANA


async def test_do_of_refused_action_keeps_nothing(storage: Storage, second: Storage) -> None:
    with pytest.raises(NotFound):
        await storage.do(add_and_refuse, ANA)

    with pytest.raises(NotFound):
        await second.look(get, "ana")


async def test_do_in_company_undoes_only_what_was_refused(storage: Storage, second: Storage) -> None:
    people = [replace(ANA, id=f"p{i}", chat_id=i, family_id=None) for i in range(20)]

    results = await asyncio.gather(
        *(storage.do(add_and_refuse if i % 2 else add, one) for i, one in enumerate(people)),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [type(None), NotFound] * 10
    kept = [reader.person_id for reader in await second.look(lambda records: records.people.readers())]
    assert kept == sorted(one.id for one in people[::2])


async def test_do_of_broken_action_raises_its_own_error(storage: Storage) -> None:
    await storage.do(add, ANA)

    with pytest.raises(ZeroDivisionError):
        await storage.do(lambda _: 1 / 0)
    assert await storage.look(get, "ana") == ANA


async def test_two_hundred_at_once_lose_no_change(storage: Storage, second: Storage) -> None:
    await storage.do(add, ANA)

    await asyncio.gather(*(storage.do(count_one_more, "ana") for _ in range(200)))

    assert (await second.look(get, "ana")).focus == "200"


async def test_two_stores_at_once_lose_no_change(storage: Storage, second: Storage) -> None:
    await storage.do(add, ANA)

    await asyncio.gather(*(store.do(count_one_more, "ana") for _ in range(40) for store in (storage, second)))

    assert (await second.look(get, "ana")).focus == "80"


async def test_look_cannot_write(storage: Storage, second: Storage) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        await storage.look(add, replace(ANA, family_id=None))

    with pytest.raises(NotFound):
        await second.look(get, "ana")


async def test_do_whose_caller_gave_up_is_done_all_the_same(storage: Storage, second: Storage) -> None:
    task = asyncio.ensure_future(storage.do(add, ANA))
    await asyncio.sleep(0)
    task.cancel()
    await storage.do(add, BILAL)

    with pytest.raises(asyncio.CancelledError):
        await task
    assert await second.look(get, "ana") == ANA


async def test_close_lets_what_waits_be_done(url: str, second: Storage) -> None:
    third = open_storage(url, key=KEY)
    waiting = asyncio.gather(third.do(add, ANA), third.do(add, BILAL))
    await asyncio.sleep(0)
    await third.close()
    await waiting

    assert await second.look(get, "bilal") == BILAL


async def test_closed_storage_says_so_and_may_be_closed_again(url: str) -> None:
    third = open_storage(url, key=KEY)
    await third.close()
    await third.close()

    with pytest.raises(RuntimeError, match="closed"):
        await third.do(add, ANA)


def test_transaction_commits_at_the_end(storage: Storage, second: Storage) -> None:
    with storage.transaction() as records:
        add(records, ANA)

    with second.transaction() as records:
        assert records.people.get("ana") == ANA


def test_transaction_that_raises_keeps_nothing(storage: Storage, second: Storage) -> None:
    def begin_and_break() -> None:
        with storage.transaction() as records:
            add(records, ANA)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begin_and_break()

    with second.transaction() as records, pytest.raises(NotFound):
        records.people.get("ana")
