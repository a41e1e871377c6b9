"""Raw updates: kept once, handled with their action or not at all, finished a little later."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports import AlreadyHandled, Received, Records
from bot.rules.people import Person
from bot.rules.refusals import NotFound
from storage import Storage, open_storage
from tests.cast import ANA, BILAL, MORNING
from tests.storage.conftest import KEY

FIRST = Received(update_id=900, chat_id=-1001234567890, body=b'{"update_id": 900}')
SECOND = Received(update_id=7, chat_id=None, body="{é".encode())
THIRD = Received(update_id=901, chat_id=0, body=b"")


def add(records: Records, person: Person) -> str:
    records.people.add(replace(person, family_id=None))
    return "added"


def refuse(records: Records, person: Person) -> None:
    add(records, person)
    raise NotFound


def exists(records: Records, person_id: str) -> bool:
    try:
        records.people.get(person_id)
    except NotFound:
        return False
    return True


async def test_update_waits_as_it_came_in(storage: Storage, second: Storage) -> None:
    fresh = await storage.inbox.put([FIRST, SECOND, THIRD], at=MORNING)

    assert fresh == (FIRST, SECOND, THIRD)
    assert await second.inbox.waiting() == (FIRST, SECOND, THIRD)


async def test_update_that_came_before_is_not_fresh(storage: Storage) -> None:
    await storage.inbox.put([FIRST], at=MORNING)

    fresh = await storage.inbox.put([SECOND, FIRST, THIRD, THIRD], at=MORNING + timedelta(hours=1))

    assert fresh == (SECOND, THIRD)
    assert await storage.inbox.waiting() == (FIRST, SECOND, THIRD)


async def test_same_update_from_many_at_once_is_fresh_for_one(storage: Storage, second: Storage) -> None:
    given = await asyncio.gather(
        *((storage, second)[i % 2].inbox.put([FIRST], at=MORNING) for i in range(40))
    )

    assert sum(len(fresh) for fresh in given) == 1


async def test_turn_marks_the_update_with_its_action(storage: Storage, second: Storage) -> None:
    await storage.inbox.put([FIRST, SECOND], at=MORNING)

    assert await storage.inbox.turn(900).do(add, ANA) == "added"

    assert await second.inbox.waiting() == (SECOND,)
    assert await second.inbox.unanswered() == (FIRST,)
    assert await second.look(exists, "ana")


async def test_turn_whose_action_is_refused_leaves_the_update_waiting(
    storage: Storage, second: Storage
) -> None:
    await storage.inbox.put([FIRST], at=MORNING)
    turn = storage.inbox.turn(900)

    with pytest.raises(NotFound):
        await turn.do(refuse, ANA)

    assert await second.inbox.waiting() == (FIRST,)
    assert not await second.look(exists, "ana")
    assert await turn.do(add, BILAL) == "added"  # another way out, in the same turn


async def test_turn_has_one_action(storage: Storage) -> None:
    await storage.inbox.put([FIRST], at=MORNING)
    turn = storage.inbox.turn(900)
    await turn.do(add, ANA)

    with pytest.raises(RuntimeError, match="one update, one action"):
        await turn.do(add, BILAL)

    assert await turn.look(exists, "ana")
    assert not await storage.look(exists, "bilal")


async def test_update_handled_by_another_is_not_handled_again(storage: Storage, second: Storage) -> None:
    await storage.inbox.put([FIRST], at=MORNING)

    results = await asyncio.gather(
        *(
            (storage, second)[i % 2].inbox.turn(900).do(add, replace(ANA, id=f"p{i}", chat_id=i))
            for i in range(20)
        ),
        return_exceptions=True,
    )

    assert sorted(type(result).__name__ for result in results) == ["AlreadyHandled"] * 19 + ["str"]
    with pytest.raises(AlreadyHandled):
        await storage.inbox.turn(12345).do(add, ANA)


async def test_finished_update_is_over_once_closed(url: str, second: Storage) -> None:
    third = open_storage(url, key=KEY)
    await third.inbox.put([FIRST, SECOND], at=MORNING)
    await third.inbox.turn(900).do(add, ANA)
    await third.inbox.finish(900)
    await third.inbox.finish(7)  # its handler had nothing to write
    await third.close()

    assert await second.inbox.waiting() == ()
    assert await second.inbox.unanswered() == ()


async def test_finish_is_written_by_itself_soon(storage: Storage, second: Storage) -> None:
    await storage.inbox.put([FIRST], at=MORNING)
    await storage.inbox.finish(900)

    async with asyncio.timeout(60):
        while await second.inbox.waiting():  # noqa: ASYNC110 – the database tells nobody
            await asyncio.sleep(0.02)


async def test_update_handled_but_not_finished_is_unanswered_in_the_next_life(url: str) -> None:
    life = open_storage(url, key=KEY)
    await life.inbox.put([FIRST, SECOND], at=MORNING)
    await life.inbox.turn(900).do(add, ANA)
    await life.close()

    next_life = open_storage(url, key=KEY)
    assert await next_life.inbox.unanswered() == (FIRST,)
    assert await next_life.inbox.waiting() == (SECOND,)
    await next_life.close()


async def test_update_set_aside_no_longer_waits(storage: Storage) -> None:
    await storage.inbox.put([FIRST, SECOND], at=MORNING)

    await storage.inbox.set_aside(900, why="unknown shape", at=MORNING)

    assert await storage.inbox.waiting() == (SECOND,)
    assert await storage.inbox.put([FIRST], at=MORNING) == ()


async def test_purge_deletes_what_is_old_and_over(storage: Storage) -> None:
    hour = timedelta(hours=1)
    await storage.inbox.put([FIRST, SECOND], at=MORNING)
    await storage.inbox.put([THIRD], at=MORNING + hour)
    for one in (FIRST, THIRD):
        await storage.inbox.finish(one.update_id)
    await storage.inbox.flush()

    assert await storage.inbox.purge(before=MORNING + hour) == 1
    assert await storage.inbox.waiting() == (SECOND,)
    assert await storage.inbox.put([FIRST, THIRD], at=MORNING) == (FIRST,)
