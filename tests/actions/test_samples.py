"""A month's sample of what staff read: drawn again by anybody, from a trace that is whole."""

import io
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import openpyxl
import pytest

from bot.actions import samples
from bot.ports import Records
from bot.reports import TypstReports
from bot.rules.calendar import Month
from bot.rules.history import What
from bot.rules.people import LANGUAGES
from bot.rules.references import grouped
from bot.rules.samples import Sample
from bot.texts import Texts
from storage import Storage
from tests.cast import LAMBERT, MORNING
from tests.storage import seeds

JANUARY, SEED = Month(2027, 1), "coquelicot"


def reads(records: Records, count: int) -> None:
    """Nadia and Mireille open Ana's file in turn, and do other things."""
    seeds.cast(records)
    seeds.requests(records, LAMBERT)
    for number in range(count):
        who, at = ("nadia", "mireille")[number % 2], MORNING + timedelta(hours=number)
        records.trace.note(who=who, what=What.OPENED, subject=LAMBERT.id, why="call", at=at)
        records.trace.note(who=who, what=What.MET, subject=LAMBERT.id, why="2027-01-11", at=at)
    later = datetime.fromisoformat("2027-01-31T23:00:00+00:00")  # February in Brussels
    records.trace.note(who="nadia", what=What.HISTORY, subject=LAMBERT.id, at=later)


def test_sample_is_what_anybody_draws_again(storage: Storage) -> None:
    with storage.transaction() as records:
        reads(records, 30)
        found = samples.sample(records, JANUARY, seed=SEED, size=5, now=MORNING)
        again = samples.sample(records, JANUARY, seed=SEED, size=5, now=MORNING)

    numbers = sorted(range(1, 60, 2), key=lambda one: sha256(f"{SEED}:{one}".encode()).hexdigest())[:5]
    assert [one.line.number for one in found.drawn] == sorted(numbers)
    assert (found.of, found.broken, found.drawn) == (30, (), again.drawn)
    assert {(one.name, one.reference, one.line.why) for one in found.drawn} <= {
        (name, LAMBERT.reference, "call") for name in ("Nadia", "Mireille")
    }
    assert found.last is not None
    assert found.last.number == 59


def test_sample_itself_is_written_down(storage: Storage) -> None:
    with storage.transaction() as records:
        reads(records, 3)
        samples.sample(records, JANUARY, seed=SEED, size=20, now=MORNING)
        (line,) = records.trace.of("sample:2027-01")
    assert (line["who"], line["why"]) == ("operator", f"3 of 3, seed {SEED}")


def test_month_without_reads_is_a_sheet_that_says_so(storage: Storage) -> None:
    with storage.transaction() as records:
        found = samples.sample(records, JANUARY, seed=SEED, size=20, now=MORNING)
    assert (found.of, found.drawn, found.last) == (0, (), None)
    assert sheet(found, "fr")[0].max_row == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet_tells_who_what_why_and_how_it_was_drawn(storage: Storage, language: str) -> None:
    with storage.transaction() as records:
        reads(records, 4)
        found = samples.sample(records, JANUARY, seed=SEED, size=2, now=MORNING)
    t = Texts.load().speaker(language)

    lines, check = sheet(found, language)

    first, *_ = found.drawn
    row = [cell.value for cell in lines[2]]
    assert row[0] == first.line.number
    assert row[2:] == [
        first.name,
        t.plain("what.opened"),
        grouped(LAMBERT.reference),
        t.plain("purpose.call"),
        first.line.digest.hex(),
    ]
    said = "\n".join(str(cell.value) for (cell,) in check.iter_rows())
    assert SEED in said
    assert t.plain("sample.whole") in said


def sheet(found: Sample, language: str) -> list[Any]:
    written = TypstReports(Texts.load(), None).sample(found, language)
    return list(openpyxl.load_workbook(io.BytesIO(written)).worksheets)
