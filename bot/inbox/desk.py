"""Hands stored updates on: in order within a chat, chats side by side."""

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from bot.ports import AlreadyHandled, Inbox, Received, Store

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]


class Desk:
    """One queue a chat while it has work; `most` chats at once take turns, an update each.

    Memory holds the queued updates and nothing for a chat at rest. Of one chat at most `most_of_one` wait:
    a flood beyond that is passed over, so that it keeps nobody else waiting. An error of a class in
    `not_its_fault` (storage out of order) leaves the update queued; any other sets it aside.
    """

    def __init__(
        self,
        inbox: Inbox,
        handle: Callable[[Received, Store], Awaitable[None]],
        again: Callable[[int], Awaitable[None]],
        clock: Callable[[], datetime],
        *,
        most: int = 64,
        most_of_one: int = 1_000,
        not_its_fault: tuple[type[Exception], ...] = (),
    ) -> None:
        self._inbox = inbox
        self._handle = handle
        self._again = again
        self._clock = clock
        self._most = most
        self._most_of_one = most_of_one
        self._passing: set[asyncio.Future[None]] = set()
        self._not_its_fault = not_its_fault
        self._queues: dict[int | None, deque[tuple[datetime, Work]]] = {}
        self._ready: deque[int | None] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._room = asyncio.Event()
        self._queued = 0
        self.handled = 0
        self.set_aside = 0
        self.passed_over = 0

    async def take_up(self) -> None:
        """What an earlier life of the program left, or another bot: answers first, then what nobody read."""
        await self._answer_again()
        self.accept(await self._inbox.waiting())

    def accept(self, updates: Iterable[Received]) -> None:
        """Queue updates that are committed."""
        for update in updates:
            if len(self._queues.get(update.chat_id, ())) >= self._most_of_one:
                self._pass_over(update)
                continue
            self._queue(update.chat_id, lambda update=update: self._process(update))  # type: ignore[misc]  # bound now

    def busy(self, chat_id: int) -> bool:
        """Whether an update of that chat is queued or in hand."""
        return chat_id in self._queues

    @property
    def queued(self) -> int:
        return self._queued

    def age(self) -> float:
        """For how many seconds the oldest has been waiting or in hand."""
        oldest = min((queue[0][0] for queue in self._queues.values()), default=None)
        return 0.0 if oldest is None else max(0.0, (self._clock() - oldest).total_seconds())

    async def room(self, most: int) -> None:
        """Return once fewer than `most` updates are queued."""
        while self._queued >= most:
            self._room.clear()
            await self._room.wait()

    async def idle(self) -> None:
        """Return once nothing is queued or in hand."""
        await self.room(1)

    async def stop(self, grace: float = 8.0) -> None:
        """Finish what is in hand, at most `grace` seconds; the rest stays kept for the next start."""
        self._stopping = True
        if self._workers:
            await asyncio.wait(self._workers, timeout=grace)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _answer_again(self) -> None:
        by_chat: dict[int | None, list[int]] = {}
        for update in await self._inbox.unanswered():
            by_chat.setdefault(update.chat_id, []).append(update.update_id)
        for chat_id, numbers in by_chat.items():
            self._queue(chat_id, lambda c=chat_id, n=numbers: self._repeat(c, n))  # type: ignore[misc]  # bound now

    async def _repeat(self, chat_id: int | None, numbers: list[int]) -> None:
        """Show somebody who was mid-tap where they are, once."""
        try:
            if chat_id is not None:
                await self._again(chat_id)
        except Exception as error:  # noqa: BLE001 – whatever it was, the others go on
            log.warning("could not show a chat where it stands: %s", cause(error))
        for number in numbers:
            await self._inbox.finish(number)

    def _pass_over(self, update: Received) -> None:
        """Its body goes, only its number stays."""
        if self.passed_over == 0:
            log.warning("somebody floods the bot: what comes beyond %d is passed over", self._most_of_one)
        self.passed_over += 1
        passing = asyncio.ensure_future(self._inbox.finish(update.update_id))
        self._passing.add(passing)
        passing.add_done_callback(self._passing.discard)

    def _queue(self, chat_id: int | None, work: Work) -> None:
        self._queued += 1
        if chat_id in self._queues:
            self._queues[chat_id].append((self._clock(), work))
            return
        self._queues[chat_id] = deque([(self._clock(), work)])
        self._ready.append(chat_id)
        if len(self._workers) < self._most and not self._stopping:
            worker = asyncio.create_task(self._serve())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _serve(self) -> None:
        while self._ready and not self._stopping:
            chat_id = self._ready.popleft()
            queue = self._queues[chat_id]
            await self._persist(queue[0][1])
            queue.popleft()
            self._queued -= 1
            self._room.set()
            if queue:
                self._ready.append(chat_id)
            else:
                del self._queues[chat_id]

    async def _persist(self, work: Work) -> None:
        """Do it; where even writing down its failure fails (a full disk), try until that can be written."""
        pause = 0.5
        while True:
            try:
                await work()
            except Exception as error:  # noqa: BLE001 – storage is out of order, whatever it says
                log.error("an update stays queued: %s", cause(error))  # noqa: TRY400 – no content in logs
                await asyncio.sleep(pause)
                pause = min(5.0, pause * 2)
            else:
                return

    async def _process(self, update: Received) -> None:
        try:
            await self._handle(update, self._inbox.turn(update.update_id))
        except self._not_its_fault:
            raise
        except AlreadyHandled:  # by a bot that took us for dead: it answers too
            await self._inbox.finish(update.update_id)
        except Exception as error:  # noqa: BLE001 – one update that fails must not stop the rest
            await self._inbox.set_aside(update.update_id, why=type(error).__name__, at=self._clock())
            self.set_aside += 1
            log.error("update %d set aside: %s", update.update_id, cause(error))  # noqa: TRY400 – likewise
        else:
            await self._inbox.finish(update.update_id)
            self.handled += 1


def cause(error: BaseException) -> str:
    """An error's class and place, without its words: they may hold somebody's data."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-3:]))
    return f"{type(error).__name__} at {where}"
