"""Updates in order within a chat, chats side by side, failures aside, and nothing left behind."""

import asyncio
import logging

import pytest

from bot.inbox import Desk
from bot.ports import Received, Store
from storage import Kind, Storage, StorageProblem
from tests.inbox.conftest import Handler, now, put, says, until

ANA, BILAL = 1001, 1002


async def waiting(storage: Storage) -> list[int]:
    return [update.update_id for update in await storage.inbox.waiting()]


async def test_updates_of_a_chat_are_handled_in_order(desk: Desk, handler: Handler, storage: Storage) -> None:
    desk.accept(await put(storage, *(says(i, ANA, f"{i}") for i in range(1, 30))))
    await desk.idle()
    assert handler.heard == [(ANA, f"{i}") for i in range(1, 30)]
    assert (await waiting(storage), handler.most_at_once) == ([], 1)


async def test_chats_do_not_wait_for_each_other(desk: Desk, handler: Handler, storage: Storage) -> None:
    desk.accept(await put(storage, says(1, ANA, "wait"), says(2, ANA, "after"), says(3, BILAL, "free")))
    await until(lambda: handler.heard)
    assert (handler.heard, desk.busy(ANA), desk.busy(BILAL)) == ([(BILAL, "free")], True, False)
    handler.gate.set()
    await desk.idle()
    assert handler.heard == [(BILAL, "free"), (ANA, "wait"), (ANA, "after")]


async def test_no_more_chats_at_once_than_allowed(storage: Storage, handler: Handler) -> None:
    desk = Desk(storage.inbox, handler, handler.show_again, now, most=3)
    desk.accept(await put(storage, *(says(i, 5000 + i) for i in range(1, 20))))
    await desk.idle()
    assert (len(handler.heard), handler.most_at_once) == (19, 3)


async def test_a_chat_at_rest_leaves_nothing_in_memory(desk: Desk, storage: Storage) -> None:
    desk.accept(await put(storage, *(says(i, 5000 + i) for i in range(1, 20))))
    await desk.idle()
    await until(lambda: not desk._workers)
    assert (desk._queues, desk._ready) == ({}, type(desk._ready)())


async def test_an_undecodable_update_is_set_aside_and_the_rest_go_on(
    desk: Desk, handler: Handler, storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        desk.accept(await put(storage, says(1, ANA, "break"), says(2, ANA, "after")))
        await desk.idle()
    assert handler.heard == [(ANA, "after")]
    assert (await waiting(storage), desk.set_aside, desk.handled) == ([], 1, 1)
    assert [record.getMessage().partition(" at ")[0] for record in caplog.records] == [
        "update 1 set aside: Undecodable"
    ]


async def test_storage_out_of_order_leaves_the_update_queued(storage: Storage) -> None:
    tries: list[int] = []

    async def locked_once(received: Received, turn: Store) -> None:
        tries.append(received.update_id)
        if len(tries) == 1:
            raise StorageProblem(Kind.LOCKED, "file")

    desk = Desk(storage.inbox, locked_once, Handler().show_again, now, not_its_fault=(StorageProblem,))
    desk.accept(await put(storage, says(1, ANA)))
    await desk.idle()
    assert (tries, desk.set_aside, desk.handled) == ([1, 1], 0, 1)


async def test_a_new_life_handles_what_the_last_one_left(
    desk: Desk, handler: Handler, storage: Storage
) -> None:
    await put(storage, says(1, ANA, "left"))
    await desk.take_up()
    await desk.idle()
    assert (handler.heard, handler.again) == ([(ANA, "left")], [])


async def test_a_new_life_shows_once_where_somebody_was_mid_tap(
    desk: Desk, handler: Handler, storage: Storage
) -> None:
    for update in await put(storage, says(1, ANA, "act"), says(2, ANA, "act")):
        await handler(update, storage.inbox.turn(update.update_id))
    handler.heard.clear()
    await desk.take_up()
    await desk.idle()
    assert (handler.heard, handler.again) == ([], [ANA])
    assert await storage.inbox.unanswered() == ()


async def test_a_stop_finishes_what_is_in_hand_and_keeps_the_rest(
    desk: Desk, handler: Handler, storage: Storage
) -> None:
    desk.accept(await put(storage, says(1, ANA, "wait"), says(2, ANA, "later"), says(3, BILAL, "wait")))
    await until(lambda: handler.at_once == 2)
    stopping = asyncio.create_task(desk.stop(60))
    await asyncio.sleep(0)
    handler.gate.set()
    await stopping
    assert sorted(handler.heard, key=str) == [(ANA, "wait"), (BILAL, "wait")]
    assert await waiting(storage) == [2]


async def test_a_stop_does_not_wait_longer_than_its_grace(
    desk: Desk, handler: Handler, storage: Storage
) -> None:
    desk.accept(await put(storage, says(1, ANA, "wait")))
    await until(lambda: handler.at_once)
    before = asyncio.get_running_loop().time()
    await desk.stop(0.1)
    assert asyncio.get_running_loop().time() - before < 60
    assert await waiting(storage) == [1]


async def test_a_flood_of_one_chat_is_passed_over_and_others_are_heard(
    storage: Storage, handler: Handler, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(storage.inbox, handler, handler.show_again, now, most_of_one=3)
    flood = [says(1, ANA, "wait"), *(says(i, ANA, f"{i}") for i in range(2, 9))]
    desk.accept(await put(storage, *flood, says(9, BILAL, "free")))
    handler.gate.set()
    await desk.idle()
    assert sorted(handler.heard) == sorted([(BILAL, "free"), (ANA, "wait"), (ANA, "2"), (ANA, "3")])
    assert (await waiting(storage), desk.passed_over, desk.set_aside) == ([], 5, 0)
    assert len(caplog.records) == 1  # said once
