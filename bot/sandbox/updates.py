"""What happened and was not yet confirmed: the queue behind getUpdates and webhooks."""

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.sandbox.errors import ApiError

DAY = 86_400.0
TAP = 150.0  # seconds of real time that a tap waits, and may be answered
LONGEST_POLL = 50.0
FIRST_ID = 100_000_001
LAST_ID = 2**53  # what a number in JSON carries for certain
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Verbatim(str):
    """An update that goes out as the text it is, JSON or not."""

    __slots__ = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Pending:
    """An update that waits; updates of one lane are delivered to a webhook one at a time.

    `body` is an object, unless somebody queued one of another shape on purpose.
    """

    update_id: int
    chat_id: int
    lane: tuple[str, int]
    body: Any
    dies_at: float


class Updates:
    """The updates of one bot, in order, until they are confirmed or too old."""

    def __init__(self, first_id: int = FIRST_ID) -> None:
        self.pending: OrderedDict[int, Pending] = OrderedDict()
        self.per_chat: Counter[int] = Counter()
        self.allowed: frozenset[str] | None = None
        self.heard = False  # somebody has asked for updates at least once
        self.on_add: Callable[[Pending], None] | None = None
        self.next_id = first_id
        self._waiter: asyncio.Future[None] | None = None

    def add(self, kind: str, payload: dict[str, Any], chat_id: int, lane: tuple[str, int]) -> list[int]:
        """Queue an update; answers its id, or nothing when the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed is not None else kind in UNASKED:
            return []
        update_id = self.next_id
        dies_at = time.monotonic() + (TAP if kind == "callback_query" else DAY)
        body = {"update_id": update_id, kind: payload}
        return self._queue(
            Pending(update_id=update_id, chat_id=chat_id, lane=lane, body=body, dies_at=dies_at)
        )

    def add_raw(self, body: Any, number: int | None) -> list[int]:
        """Queue any body; its place is its own number where that lies ahead, else the next one."""
        place = number if number is not None and self.next_id <= number < LAST_ID else self.next_id
        dies_at = time.monotonic() + DAY
        return self._queue(
            Pending(update_id=place, chat_id=0, lane=("raw", place), body=body, dies_at=dies_at)
        )

    def _queue(self, update: Pending) -> list[int]:
        self.next_id = update.update_id + 1
        self.pending[update.update_id] = update
        self.per_chat[update.chat_id] += 1
        if self.on_add is not None:
            self.on_add(update)
        self._wake()
        return [update.update_id]

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember which kinds the bot wants; an empty list means the usual ones."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def drop(self, update_id: int) -> None:
        """Forget an update that was delivered, confirmed or is too old."""
        update = self.pending.pop(update_id, None)
        if update is not None:
            self.per_chat[update.chat_id] -= 1

    def confirm(self, offset: int) -> None:
        """Forget all before `offset`; a negative one keeps only so many of the last."""
        if offset < 0:
            for update_id in list(self.pending)[:offset]:
                self.drop(update_id)
        while offset > 0 and self.pending:
            first = next(iter(self.pending))
            if first >= offset:
                break
            self.drop(first)

    def clear(self) -> None:
        """Forget everything that waits."""
        self.pending.clear()
        self.per_chat.clear()

    async def poll(self, offset: int, limit: int, patience: float) -> list[Any]:
        """One getUpdates: confirm, then answer at once or wait; an older poll that waits gets 409."""
        self.heard = True
        self.interrupt(ApiError(409, CONFLICT))
        self.confirm(offset)
        batch = self._batch(limit)
        if not batch and patience > 0:
            await self._wait(min(patience, LONGEST_POLL))
            batch = self._batch(limit)
        return batch

    def interrupt(self, error: ApiError) -> None:
        """End the poll that waits, if any, with an error."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _wait(self, seconds: float) -> None:
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        handle = asyncio.get_running_loop().call_later(seconds, _finish, waiter)
        try:
            await waiter
        finally:
            handle.cancel()

    def _batch(self, limit: int) -> list[Any]:
        now = time.monotonic()
        for update in [update for update in islice(self.pending.values(), limit) if update.dies_at <= now]:
            self.drop(update.update_id)
        return [update.body for update in islice(self.pending.values(), limit) if update.dies_at > now]


def _finish(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
