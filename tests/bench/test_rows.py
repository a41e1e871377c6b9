"""Rows at a size that costs little: their programs still work together, and every part has a figure."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.bench import queueing, summaries
from tests.bench.machine import Machine


@contextmanager
def here() -> Iterator[Machine]:
    """No goal is of interest: nothing is measured of the machine."""
    yield Machine(1.0, 1.0)


@contextmanager
def nowhere() -> Iterator[str]:
    pytest.skip("SQLite is enough")
    yield ""


async def nobody() -> float:
    """Taps beside one firm's month would be too few."""
    return 0.0


def test_recipients_are_chosen_frozen_and_queued_with_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "READERS", 100)
    monkeypatch.setattr(queueing, "RUNS", 1)
    monkeypatch.setattr(queueing, "machine", here)
    monkeypatch.setattr("tests.postgres.server", nowhere)
    *parts, left_out, _ = queueing.run().parts
    assert [part.what for part in parts if part.ours is None] == []
    assert (len(parts), left_out.why) == (3, "SQLite is enough")


def test_month_of_a_firm_has_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRMS", "BARE"):
        monkeypatch.setattr(summaries, name, 1)
    monkeypatch.setattr(summaries, "machine", here)
    monkeypatch.setattr(summaries, "_taps", nobody)
    parts = summaries.run().parts
    assert (len(parts), [part.what for part in parts if part.ours is None]) == (6, [])
