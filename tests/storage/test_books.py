"""The ledger and the trace."""

import asyncio

import pytest

from bot.ports import Records
from storage import Storage
from tests.cast import MORNING


def test_ledger_marks_once_for_subject_and_period(storage: Storage) -> None:
    with storage.transaction() as records:
        mark = records.ledger.mark

        assert not records.ledger.has("summary", "technord", "2027-03")
        assert mark("summary", "technord", "2027-03", at=MORNING)
        assert not mark("summary", "technord", "2027-03", at=MORNING)
        assert mark("summary", "technord", "2027-04", at=MORNING)
        assert mark("reminder", "technord", "2027-03", at=MORNING)
        assert records.ledger.has("summary", "technord", "2027-03")


def test_ledger_tells_for_whom_a_period_is_done(storage: Storage) -> None:
    with storage.transaction() as records:
        for kind, subject, period in (
            ("summary", "technord", "2027-03"),
            ("summary", "acme", "2027-03"),
            ("summary", "technord", "2027-04"),
            ("birth", "lambert", "2027-03"),
        ):
            records.ledger.mark(kind, subject, period, at=MORNING)

        assert records.ledger.subjects("summary", "2027-03") == {"technord", "acme"}
        assert records.ledger.subjects("summary", "2027-05") == set()


async def test_ledger_marked_by_many_at_once_lets_one_through(storage: Storage, second: Storage) -> None:
    marks = await asyncio.gather(
        *(
            (storage, second)[i % 2].do(
                lambda records: records.ledger.mark("summary", "technord", "2027-03", at=MORNING)
            )
            for i in range(40)
        )
    )

    assert sum(marks) == 1


def note(records: Records, subject: str, why: str = "") -> None:
    records.trace.note(who="nadia", what="request opened", subject=subject, why=why, at=MORNING)


def test_trace_gives_the_lines_of_a_subject(storage: Storage) -> None:
    with storage.transaction() as records:
        note(records, "one", "meeting")
        note(records, "two")
        note(records, "one")

        line = {"at": MORNING, "who": "nadia", "what": "request opened", "subject": "one", "why": "meeting"}
        assert records.trace.of("one") == (line, {**line, "why": ""})
        assert records.trace.broken() == ()


async def test_trace_written_by_many_at_once_is_whole(storage: Storage, second: Storage) -> None:
    await asyncio.gather(*((storage, second)[i % 2].do(note, str(i)) for i in range(40)))

    assert await second.look(lambda records: records.trace.broken()) == ()
    assert len(await second.look(lambda records: records.trace.of("39"))) == 1


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE trace SET who = 'mireille' WHERE id = 2", (2,)),
        ("UPDATE trace SET at = (SELECT at FROM trace WHERE id = 4) WHERE id = 2", (2,)),
        ("UPDATE trace SET why = (SELECT why FROM trace WHERE id = 3) WHERE id = 2", (2,)),
        ("UPDATE trace SET why = NULL WHERE id = 2", (2,)),
        ("DELETE FROM trace WHERE id = 2", (3,)),
        ("DELETE FROM trace WHERE id = 1", (2,)),
        ("UPDATE trace SET id = id + 1 WHERE id = 4", (5,)),
    ],
)
def test_trace_that_was_tampered_with_is_found(
    storage: Storage, tampering: str, broken: tuple[int, ...]
) -> None:
    with storage.transaction() as records:
        for i in range(4):
            records.trace.note(
                who="nadia", what="opened", subject="s", why=f"why {i}", at=MORNING.replace(hour=i)
            )

    with storage.transaction() as records:
        records.wire.command(tampering)

    with storage.transaction() as records:
        assert records.trace.broken() == broken
