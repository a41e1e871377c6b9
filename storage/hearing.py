"""What programs on one PostgreSQL tell each other: a word once something is committed (LISTEN, NOTIFY).

It only wakes: whoever waits also looks once a second, so that nothing depends on a word that was lost.
"""

import asyncio
import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable

import psycopg
from sqlalchemy import bindparam, func, literal, select

from storage.records import Memory
from storage.statements import Statement

_CHANNEL = "cigogne"
_TELL = Statement(select(func.pg_notify(literal(_CHANNEL), bindparam("word"))))
#: How long a connection that was lost is left alone, and an open one before it is asked whether to end.
_PAUSE_SECONDS = 1.0
_TURN_SECONDS = 0.5


def tell(memory: Memory) -> None:
    """Say the news of a transaction; it is heard with the commit, or never."""
    for word in memory.wire.news:
        memory.wire.one(_TELL, word=word)


class Ear(threading.Thread):
    """Listens on a connection of its own, and makes another when that is lost."""

    def __init__(self, address: str) -> None:
        super().__init__(name="storage-ear", daemon=True)
        self._address = address
        self._wakes: defaultdict[str, list[Callable[[], object]]] = defaultdict(list)
        self._end = threading.Event()

    def add(self, word: str, wake: Callable[[], object]) -> None:
        """`wake` is called on the loop that runs now."""
        loop = asyncio.get_running_loop()
        self._wakes[word].append(lambda: loop.call_soon_threadsafe(wake))

    def run(self) -> None:
        while not self._end.is_set():
            with contextlib.suppress(psycopg.OperationalError):  # the server is away: those who wait look
                self._listen()
            self._end.wait(_PAUSE_SECONDS)

    def close(self) -> None:
        self._end.set()
        self.join()

    def _listen(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            for word in tuple(self._wakes):
                self._wake(word)  # what was said before, nobody heard
            while not self._end.is_set():
                for said in connection.notifies(timeout=_TURN_SECONDS):
                    self._wake(said.payload)

    def _wake(self, word: str) -> None:
        for wake in tuple(self._wakes.get(word, ())):
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                wake()
