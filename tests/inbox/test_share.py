"""One of several bots: it stops when it is told to."""

import asyncio

import pytest

from bot.inbox import Desk
from bot.inbox.share import Share
from storage import Storage
from tests.inbox.conftest import now


@pytest.mark.parametrize("turns", range(4))
async def test_who_is_told_to_stop_as_a_word_comes_stops(desk: Desk, storage: Storage, turns: int) -> None:
    """`asyncio.wait_for` lost the cancellation that came just then, before Python 3.12."""
    share = Share(storage.inbox, desk, now)  # type: ignore[arg-type]  # it only rests: nothing is asked of it
    resting = asyncio.create_task(share._rest())
    await asyncio.sleep(0)
    share.nudge()
    for _ in range(turns):
        await asyncio.sleep(0)
    if resting.cancel():
        with pytest.raises(asyncio.CancelledError):
            await resting
