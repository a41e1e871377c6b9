"""Rows at a size that costs little: their programs still work together, and every part has a figure."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench import announcing, hurrying, queueing, summaries
from tests.bench.figures import Row
from tests.bench.machine import Machine

#: More than leave in a second.
READERS = 40
#: What an announcement must never do, whatever the machine.
WRONG = [
    "refused for haste (429)",
    "people it did not reach",
    "people who got it twice",
    "copies not written down as sent",
]


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


def wrongs(row: Row) -> dict[str, float | None]:
    return {part.what: part.ours for part in row.parts if part.what in WRONG}


@pytest.mark.timeout(1000)
def test_announcement_at_the_free_pace_reaches_each_once_and_is_not_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def other(name: str, people: Path) -> announcing.Sent:
        return announcing.Sent(pace=1.0, refused=0, missed=0, twice=0)

    monkeypatch.setattr(announcing, "READERS", READERS)
    monkeypatch.setattr(announcing, "QUIET_SECONDS", 100)
    monkeypatch.setattr(announcing, "_peer", other)
    assert wrongs(announcing.run()) == dict.fromkeys(WRONG[:3], 0.0)


@pytest.mark.timeout(1000)
def test_announcement_at_the_paid_pace_is_written_down_for_each_it_reached_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    peer = hurrying._peer

    async def bare(name: str, readers: int = READERS) -> hurrying.Sent:
        if name == "bare_loop":
            return await peer(name, readers)
        return hurrying.Sent(pace=1.0, cpu=1.0, refused=0, missed=0, twice=0)

    for name in ("READERS", "FEWER"):
        monkeypatch.setattr(hurrying, name, READERS)
    monkeypatch.setattr(hurrying, "ROUNDS", 1)
    monkeypatch.setattr(hurrying, "QUIET_SECONDS", 100.0)
    monkeypatch.setattr(hurrying, "machine", here)
    monkeypatch.setattr(hurrying, "_peer", bare)
    row = hurrying.run()
    assert wrongs(row) == dict.fromkeys(WRONG, 0.0)
    assert [part.what for part in row.parts if part.ours is None] == []
