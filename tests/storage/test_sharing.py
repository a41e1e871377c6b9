"""One inbox for several bots: each update is one bot's, a chat's are together, the dead leave theirs."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import psycopg
import pytest

from bot.ports import Received, SharedInbox
from bot.rules.notices import GuardianGone
from storage import Storage, open_storage
from tests import postgres
from tests.cast import ANA, BILAL, MORNING
from tests.storage import seeds
from tests.storage.conftest import KEY

pytestmark = pytest.mark.postgres

LEASE = 4.0
LATER = MORNING + timedelta(seconds=LEASE)


def update(number: int, chat: int = 5) -> Received:
    return Received(update_id=number, chat_id=chat, body=b"{}")


@pytest.fixture
def url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    with postgres.database(postgres_server, template=postgres_template) as fresh:
        yield fresh


@pytest.fixture
async def storage(url: str) -> AsyncIterator[Storage]:
    opened = open_storage(url, key=KEY)
    yield opened
    await opened.close()


async def bot(storage: Storage, name: str) -> SharedInbox:
    shared = storage.share_inbox(name)
    assert shared is not None
    await shared.stay(at=MORNING, seconds=LEASE)
    return shared


async def test_update_is_the_bots_that_has_its_chat_in_hand(storage: Storage, second: Storage) -> None:
    one, other = await bot(storage, "one"), await bot(second, "other")
    assert await one.put([update(1)], at=MORNING) == (update(1),)

    assert await other.put([update(2), update(3, chat=6)], at=MORNING) == (update(3, chat=6),)

    assert await one.waiting() == (update(2),)
    assert (await one.waiting(), await other.waiting()) == ((), ())


async def test_chat_at_rest_is_whoevers_it_comes_to(storage: Storage, second: Storage) -> None:
    one, other = await bot(storage, "one"), await bot(second, "other")
    await one.put([update(1)], at=MORNING)
    await one.finish(1)
    await one.waiting()  # what was finished is written down first

    assert await other.put([update(2)], at=MORNING) == (update(2),)


async def test_same_update_told_to_two_bots_is_one_bots(storage: Storage, second: Storage) -> None:
    one, other = await bot(storage, "one"), await bot(second, "other")
    told = await asyncio.gather(*(shared.put([update(1)], at=MORNING) for shared in (one, other) * 10))

    assert sum(len(some) for some in told) == 1


async def test_updates_of_one_chat_that_come_to_two_bots_at_once_are_one_bots(
    storage: Storage, second: Storage
) -> None:
    one, other = await bot(storage, "one"), await bot(second, "other")
    told = await asyncio.gather(*((one, other)[i % 2].put([update(i + 1)], at=MORNING) for i in range(40)))
    kept = [len(some) for some in (told[::2], told[1::2]) if any(some)]
    left = [len(await shared.waiting()) for shared in (one, other)]

    assert len(kept) == 1  # handed on at once: to one of the two alone
    assert sorted(left) == [0, 20]


async def test_a_bot_that_lives_keeps_what_it_has(storage: Storage, second: Storage) -> None:
    one, other = await bot(storage, "one"), await bot(second, "other")
    await one.put([update(1)], at=MORNING)
    await one.stay(at=LATER - timedelta(seconds=1), seconds=LEASE)

    assert await other.stay(at=LATER, seconds=LEASE) == 0
    assert await other.waiting() == ()


async def test_what_a_dead_bot_had_is_taken_over(storage: Storage, second: Storage) -> None:
    one, other = await bot(storage, "one"), await bot(second, "other")
    await one.put([update(1), update(2)], at=MORNING)
    await one.turn(1).do(lambda records: records.new_id())

    assert await other.stay(at=LATER, seconds=LEASE) == 2

    assert (await other.unanswered(), await other.waiting()) == ((update(1),), (update(2),))


async def test_a_bot_that_leaves_is_not_waited_for(storage: Storage, second: Storage) -> None:
    one, other = await bot(storage, "one"), await bot(second, "other")
    await one.put([update(1)], at=MORNING)
    await one.leave(at=MORNING)

    assert await other.stay(at=MORNING, seconds=LEASE) == 1
    assert await other.waiting() == (update(1),)


class Woken:
    """Counts how often it was woken, and can wait for it."""

    def __init__(self) -> None:
        self.event = asyncio.Event()

    async def again(self) -> None:
        async with asyncio.timeout(30):
            await self.event.wait()
        self.event.clear()


async def test_what_one_program_queues_wakes_the_other(storage: Storage, second: Storage) -> None:
    courier, inbox = Woken(), Woken()
    second.hear("outbox", courier.event.set)
    second.hear("inbox", inbox.event.set)
    await courier.again()  # it listens
    await storage.do(seeds.cast)
    one, other = await bot(storage, "one"), await bot(second, "other")
    inbox.event.clear()

    gone = GuardianGone(to=ANA.id, person_id=BILAL.id, name="Bilal", at=MORNING)
    await storage.do(lambda records: records.notices.queue(gone, at=MORNING))
    await courier.again()

    await other.put([update(1)], at=MORNING)
    await one.put([update(2)], at=MORNING)
    await inbox.again()


async def test_an_ear_whose_connection_was_cut_listens_again(
    storage: Storage, second: Storage, url: str
) -> None:
    courier = Woken()
    second.hear("outbox", courier.event.set)
    await courier.again()
    with psycopg.connect(postgres.plain(url), autocommit=True) as operator:
        operator.execute(_CUT)

    await courier.again()  # a new connection wakes: a word may have been lost


_CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'LISTEN%'"""
