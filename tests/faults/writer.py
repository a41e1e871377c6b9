"""A clean process that becomes a writer for each line it reads: a row a transaction, its number said once.

It has opened nothing when it forks, so that each life begins as a program does after its imports.
"""

import os
import signal
import sys

import storage.people
import storage.sqlite  # noqa: F401 – likewise
from bot.rules.people import Person
from storage import open_storage
from tests.faults.stage import KEY, person_id

LANGUAGE = "fr"


def write(url: str, first: int) -> None:
    """People, numbered from `first` on, until somebody kills us."""
    with open_storage(url, key=KEY) as memory:
        number = first
        while True:
            with memory.transaction() as records:
                records.people.add(Person(id=person_id(number), chat_id=number, language=LANGUAGE))
            os.write(1, f"{number}\n".encode())
            number += 1


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead: they are gone at once
    for line in sys.stdin:
        where, begin = line.split()
        born = os.fork()
        if born == 0:
            write(where, int(begin))
        os.write(1, f"born {born}\n".encode())
