"""What programs on one PostgreSQL tell each other: a word once something is committed (LISTEN, NOTIFY).

It only wakes: whoever waits also looks once a second, so that nothing depends on a word that was lost.
"""

import contextlib

import psycopg
from sqlalchemy import bindparam, func, literal, select

from storage.ears import Ear
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


class ServerEar(Ear):
    """Listens on a connection of its own, and makes another when that is lost."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def run(self) -> None:
        while not self.end.is_set():
            with contextlib.suppress(psycopg.OperationalError):  # the server is away: those who wait look
                self._listen()
            self.end.wait(_PAUSE_SECONDS)

    def _listen(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            self.wake_all()  # what was said before, nobody heard
            while not self.end.is_set():
                for said in connection.notifies(timeout=_TURN_SECONDS):
                    self.wake(said.payload)
