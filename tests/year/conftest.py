"""A small cooperative's first weeks, lived once: each test breaks them in its own way, and takes it back."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from random import Random
from typing import Any

import pytest

from bot.policy import load_policy
from bot.rules.policy import Policy
from bot.year import Wanted
from bot.year.checks import Checker
from bot.year.year import Year, rank_of
from storage import Storage
from storage.records import Memory

DAYS = 38  # until 7 February: a round has left, its offers wait for their answers


class _TakenBack(Exception):  # noqa: N818 – nothing is wrong
    pass


class Evening:
    """The tables, open to whoever wants to break them, and a checker that has seen them whole."""

    def __init__(self, memory: Memory, year: Year, policy: Policy) -> None:
        self._cursor: Any = memory.wire._cursor
        self.safe = memory.safe
        self.year = year
        self.day = year.wanted.days[DAYS - 1]
        self.known = replace(year.world.known, erased=dict(year.world.known.erased))
        self.checker = Checker(
            self.look,
            memory.safe.open,
            partial(rank_of, memory, policy),
            policy,
            chance=Random(1),
            sample=10_000,
        )

    def look(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self._cursor.execute(sql).fetchall())

    def one(self, sql: str) -> Any:
        """The first value."""
        return self.look(sql)[0][0]

    def found(self) -> set[str]:
        """Which checks tell something."""
        return {one.check for one in self.checker.check(self.day, self.known)}


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Storage, Year, Policy]]:
    path = tmp_path_factory.mktemp("year") / "year.sqlite3"
    whole = load_policy(None)
    policy = replace(whole, creches=tuple(replace(one, places=7) for one in whole.creches))
    wanted = Wanted(families=150, sponsors=6, months=3, seed=6)
    with contextlib.closing(Year(path, policy, wanted)) as year:
        found = [one for _, some in islice(year.evenings(), DAYS) for one in some]
        assert found == []
        yield year.storage, year, policy


@pytest.fixture
def evening(lived: tuple[Storage, Year, Policy]) -> Iterator[Evening]:
    storage, year, policy = lived
    with contextlib.suppress(_TakenBack), storage.transaction() as memory:
        here = Evening(memory, year, policy)
        assert here.found() == set()
        yield here
        raise _TakenBack
