"""Work on its way to a storage thread and its results on their way back to the event loop."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from typing import Any

from storage.records import Memory
from storage.walls import EVERY_CRECHE

Work = Callable[[Memory], Any]

#: How much one transaction takes on at most: what waits longer than a commit should not wait for two.
MOST_AT_ONCE = 64


class Job:
    """Something to do in a transaction, and who waits for it."""

    __slots__ = ("error", "future", "loop", "result", "sees", "work")

    def __init__(self, work: Work, sees: str, loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.sees = sees
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self, memory: Memory) -> Any:
        """Do it, shown the crèches that it is for."""
        memory.wire.see(self.sees)
        return self.work(memory)


class Queue:
    """Jobs in order, for one thread or several. Closing it lets everything that waits be done first."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False

    def put(self, work: Work, sees: str = EVERY_CRECHE) -> "asyncio.Future[Any]":
        """Hand work over, from the event loop. RuntimeError once closed: nobody would do it."""
        if self._closed:
            raise RuntimeError("the storage is closed")
        job = Job(work, sees, asyncio.get_running_loop())
        self._queue.put(job)
        return job.future

    def close(self) -> None:
        self._closed = True
        self._queue.put(None)

    def take(self, most: int) -> list[Job]:
        """Wait for a job and take what has gathered with it; nothing once the queue is closed."""
        first = self._queue.get()
        if first is None:
            self._queue.put(None)  # the other threads want to know it too
            return []
        return [first, *self._gathered(most - 1)]

    def _gathered(self, most: int) -> Iterable[Job]:
        for _ in range(most):
            try:
                job = self._queue.get_nowait()
            except Empty:
                return
            if job is None:
                self._queue.put(None)
                return
            yield job


class Worker(threading.Thread):
    """A thread that takes jobs from a queue and answers them, a batch with one call to the loop."""

    def __init__(
        self,
        name: str,
        queue: Queue,
        handle: Callable[[list[Job]], None],
        *,
        most: int,
        last: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(name=f"storage-{name}", daemon=True)
        self._last = last
        self._queue = queue
        self._handle = handle
        self._most = most

    def run(self) -> None:
        while jobs := self._queue.take(self._most):
            try:
                self._handle(jobs)
            except BaseException as error:  # noqa: BLE001 – whoever waits has to hear of it, whatever it is
                for job in jobs:
                    job.error = job.error or error
            _deliver(jobs)
        self._last()


def _deliver(jobs: list[Job]) -> None:
    for loop in {job.loop for job in jobs}:
        own = [job for job in jobs if job.loop is loop]
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, own)


def _settle(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue  # whoever waited was cancelled; the work is done all the same
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
